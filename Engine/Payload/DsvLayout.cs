namespace KvCache;

/// <summary>
/// The layout of a session payload of one model: thirteen fields, token ids, logits, two row counts per layer, and the rows of
/// each layer. A payload does not describe itself, so each model has a table here. Immutable.
/// </summary>
/// <remarks>
/// <para>The rows are parts of the LLM's KV cache, the keys and values of earlier tokens:</para>
/// <list type="bullet">
/// <item>Raw rows: one row per token. DeepSeek V4 keeps the rows of the newest tokens (the raw window) in a ring buffer (the raw ring).</item>
/// <item>Compressed rows: one row per group of tokens. The size of the group is the layer's ratio.</item>
/// <item>Indexer rows: small rows by which a layer selects compressed rows.</item>
/// <item>GLM-5.2 has no raw ring. It has one compressed row for each token (ds4: a compact row), and a full cache, of which ds4 saves no rows.</item>
/// </list>
/// </remarks>
public sealed class DsvLayout
{
    private readonly DsvLayerShape[] _shapes;

    private DsvLayout(DsvLayerShape[] shapes) => _shapes = shapes;

    /// <summary>DeepSeek V4 Flash as ds4 wrote it before May 2026: payload version 1, KVC payload ABI 0.</summary>
    public static DsvLayout Version1 { get; } = DeepSeek(version: 1, layers: 43, firstRatio: 0, prefillChunk: 2048);

    /// <summary>DeepSeek V4 Flash, payload version 2.</summary>
    public static DsvLayout Flash { get; } = DeepSeek(version: 2, layers: 43, firstRatio: 0, prefillChunk: 4096);

    /// <summary>DeepSeek V4 Pro, payload version 2.</summary>
    public static DsvLayout Pro { get; } = DeepSeek(version: 2, layers: 61, firstRatio: 128, prefillChunk: 8192);

    /// <summary>GLM-5.2, payload version 2: one compressed row per token, and no raw rows.</summary>
    public static DsvLayout Glm { get; } = new(Compact(layers: 78))
    {
        Version = 2,
        PrefillChunk = 4096,
        HeadDim = 256,
        IndexerDim = 256,
        Vocabulary = 154_880,
        Window = 4096,
        CacheRatio = 1,
        HasFullCache = true,
    };

    /// <summary>The payload version in the second field.</summary>
    public uint Version { get; private init; }

    /// <summary>Layers of the model.</summary>
    public int Layers => _shapes.Length;

    /// <summary>The tenth field: floats in an attention row; for GLM-5.2, floats in a key.</summary>
    public uint HeadDim { get; private init; }

    /// <summary>The eleventh field: floats in an indexer row; for GLM-5.2, floats in a value.</summary>
    public uint IndexerDim { get; private init; }

    /// <summary>Tokens in the vocabulary, so logits in a payload.</summary>
    public uint Vocabulary { get; private init; }

    /// <summary>The raw rows kept per layer, unless the context is shorter: the sliding window.</summary>
    public uint Window { get; private init; }

    /// <summary>The tokens in a prefill chunk, unless the context is shorter.</summary>
    public uint PrefillChunk { get; private init; }

    /// <summary>The tokens per row of the largest compressed cache. The seventh field is its capacity.</summary>
    public int CacheRatio { get; private init; }

    /// <summary>The bytes of the logits.</summary>
    public long LogitsBytes => (long)Vocabulary * sizeof(float);

    /// <summary>The bytes of the two row counts of all layers.</summary>
    public int CountsBytes => 2 * Layers * sizeof(uint);

    /// <summary>Whether a load compares the prefill chunk with the session's. ds4 does so for version 1 only.</summary>
    internal bool ChecksPrefillChunk => Version == 1;

    /// <summary>Whether the model has a full cache instead of a raw ring. A payload then has no raw rows.</summary>
    internal bool HasFullCache { get; private init; }

    /// <summary>The rows that ds4 adds to the capacity of each compressed cache.</summary>
    private uint ExtraRows { get; init; }

    private const int AttentionFloats = 512;
    private const int IndexerFloats = 128;
    private const uint DeepSeekVocabulary = 129_280;

    /// <summary>Gets the layout of a file's payload; null if the model is unknown because a newer program made the file.</summary>
    /// <param name="payloadAbi">Byte 20 of the file's header.</param>
    /// <param name="modelId">Byte 7 of the file's header. It has no meaning in ABI 0.</param>
    public static DsvLayout? Of(byte payloadAbi, byte modelId) => (payloadAbi, modelId) switch
    {
        (KvcHeader.OldPayloadAbi, _) => Version1,
        (KvcHeader.CurrentPayloadAbi, KvcModels.Flash) => Flash,
        (KvcHeader.CurrentPayloadAbi, KvcModels.Pro) => Pro,
        (KvcHeader.CurrentPayloadAbi, KvcModels.Glm) => Glm,
        _ => null,
    };

    /// <summary>Gets the tokens per compressed row of a layer: 0 (the layer has none), 1, 4 or 128.</summary>
    /// <param name="layer">The layer, from 0 to <see cref="Layers"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">The layer does not exist.</exception>
    public int CompressRatio(int layer) => _shapes[layer].Ratio;

    /// <summary>Whether a layer has indexer rows.</summary>
    /// <param name="layer">The layer, from 0 to <see cref="Layers"/> - 1.</param>
    /// <exception cref="IndexOutOfRangeException">The layer does not exist.</exception>
    public bool HasIndexer(int layer) => _shapes[layer].IndexFloats != 0;

    /// <summary>Gets the number of compressed rows that a layer can have in a context; 0 if the layer has no such rows.</summary>
    /// <param name="ratio">The layer's <see cref="CompressRatio"/>.</param>
    /// <param name="contextSize">The context in tokens.</param>
    public uint CompressedCapacity(int ratio, uint contextSize) => ratio == 0 ? 0 : (contextSize / (uint)ratio) + ExtraRows;

    /// <summary>Gets the bytes of a layer with these row counts. Ignores counts that the layer does not use.</summary>
    /// <param name="layer">The layer, from 0 to <see cref="Layers"/> - 1.</param>
    /// <param name="rawRows">Raw rows.</param>
    /// <param name="rows">Compressed rows.</param>
    /// <param name="indexRows">Indexer rows.</param>
    /// <exception cref="IndexOutOfRangeException">The layer does not exist.</exception>
    public long LayerBytes(int layer, uint rawRows, uint rows, uint indexRows)
    {
        var shape = _shapes[layer];
        return (((long)rawRows * shape.RawFloats) + ((long)rows * shape.RowFloats) + ((long)indexRows * shape.IndexFloats) + shape.StateFloats) * sizeof(float);
    }

    /// <summary>Gets the offset of the logits from the payload's start, in bytes.</summary>
    public static long LogitsOffset(uint tokens) => DsvHeader.Size + ((long)tokens * sizeof(uint));

    /// <summary>Gets the offset of the row counts from the payload's start, in bytes.</summary>
    public long CountsOffset(uint tokens) => LogitsOffset(tokens) + LogitsBytes;

    /// <summary>Gets the offset of the first layer from the payload's start, in bytes.</summary>
    public long LayersOffset(uint tokens) => CountsOffset(tokens) + CountsBytes;

    /// <summary>Gets the bytes of a payload that ds4 writes.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="contextSize">The context in tokens. A context shorter than the window keeps fewer raw rows.</param>
    public long PayloadBytes(uint tokens, uint contextSize = int.MaxValue)
    {
        var bytes = LayersOffset(tokens);
        var rawRows = RawRows(tokens, Math.Min(contextSize, Window));
        for (var layer = 0; layer < Layers; layer++)
        {
            var rows = SavedRows(layer, tokens);
            bytes += LayerBytes(layer, rawRows, rows, rows);
        }

        return bytes;
    }

    /// <summary>Gets the compressed rows that ds4 saves of a layer.</summary>
    internal uint SavedRows(int layer, uint tokens) => _shapes[layer].Ratio is var ratio and not 0 ? tokens / (uint)ratio : 0;

    /// <summary>Gets the raw rows that ds4 saves of each layer.</summary>
    internal uint RawRows(uint tokens, uint window) => HasFullCache ? 0 : Math.Min(tokens, window);

    /// <summary>Creates the layout of a DeepSeek V4 model. Only the arguments differ between models.</summary>
    private static DsvLayout DeepSeek(uint version, int layers, int firstRatio, uint prefillChunk) => new(Compressed(layers, firstRatio))
    {
        Version = version,
        PrefillChunk = prefillChunk,
        HeadDim = AttentionFloats,
        IndexerDim = IndexerFloats,
        Vocabulary = DeepSeekVocabulary,
        Window = 128,
        ExtraRows = 2,
        CacheRatio = 4,
    };

    /// <summary>DeepSeek V4: the first two layers have one ratio, and then 4 and 128 alternate.</summary>
    private static DsvLayerShape[] Compressed(int layers, int firstRatio) =>
        [.. Enumerable.Range(0, layers).Select(layer => (layer < 2 ? firstRatio : layer % 2 == 0 ? 4 : 128) switch
        {
            0 => new DsvLayerShape(0, AttentionFloats, 0, 0, 0),

            // The compressor's state: keys and scores of two overlapping windows of double width, for the attention and for the indexer.
            4 => new DsvLayerShape(4, AttentionFloats, AttentionFloats, IndexerFloats, 2 * (2 * 4) * (2 * (AttentionFloats + IndexerFloats))),
            var ratio => new DsvLayerShape(ratio, AttentionFloats, AttentionFloats, 0, 2 * ratio * AttentionFloats),
        })];

    /// <summary>
    /// GLM-5.2: each row has a latent part and a position part. Layers 0 to 2, and each fourth layer from 6 on, have an
    /// indexer.
    /// </summary>
    private static DsvLayerShape[] Compact(int layers) =>
        [.. Enumerable.Range(0, layers).Select(layer => new DsvLayerShape(1, 0, 512 + 64, layer < 3 || layer % 4 == 2 ? IndexerFloats : 0, 0))];

    /// <summary>The floats of a layer.</summary>
    /// <param name="Ratio">The tokens per compressed row; 0 if there are no such rows.</param>
    /// <param name="RawFloats">The floats per raw row.</param>
    /// <param name="RowFloats">The floats per compressed row.</param>
    /// <param name="IndexFloats">The floats per indexer row; 0 if there are no such rows.</param>
    /// <param name="StateFloats">The floats of the compressor's state.</param>
    private readonly record struct DsvLayerShape(int Ratio, int RawFloats, int RowFloats, int IndexFloats, long StateFloats);
}
