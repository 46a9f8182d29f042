namespace KvCache;

/// <summary>
/// The shape of a DSV4 session payload: thirteen fields, token ids, logits, two row counts a layer, and each layer's
/// rows. It belongs to one model and does not describe itself: the constants are the model's. All members are safe for all threads.
/// </summary>
public static class DsvLayout
{
    /// <summary>Layers of the model.</summary>
    public const int Layers = 43;

    /// <summary>Floats in an attention row.</summary>
    public const int HeadDim = 512;

    /// <summary>Floats in an indexer row.</summary>
    public const int IndexerDim = 128;

    /// <summary>Tokens in the vocabulary, so logits in a payload.</summary>
    public const int Vocabulary = 129_280;

    /// <summary>Raw rows kept a layer: the sliding window.</summary>
    public const int Window = 128;

    /// <summary>Tokens in a prefill chunk, where the context is not shorter.</summary>
    public const int PrefillChunk = 2048;

    /// <summary>The bytes of the logits.</summary>
    public const long LogitsBytes = (long)Vocabulary * sizeof(float);

    /// <summary>The bytes of the two row counts of all layers.</summary>
    public const int CountsBytes = 2 * Layers * sizeof(uint);

    /// <summary>Tokens that one compressed row of a layer stands for: 0 (the layer has none), 4 or 128.</summary>
    /// <param name="layer">The layer, from 0 to <see cref="Layers"/> - 1.</param>
    public static int CompressRatio(int layer) => layer < 2 ? 0 : layer % 2 == 0 ? 4 : 128;

    /// <summary>
    /// The bytes of a layer's compressor state, key-values and scores: a ratio of 4 keeps two overlapping windows of
    /// double width, for the indexer too; a ratio of 128 keeps one.
    /// </summary>
    /// <param name="ratio">What <see cref="CompressRatio"/> says: 0, 4 or 128.</param>
    public static long StateBytes(int ratio) => ratio switch
    {
        0 => 0,
        4 => 2L * (2 * ratio) * (2 * (HeadDim + IndexerDim)) * sizeof(float),
        _ => 2L * ratio * HeadDim * sizeof(float),
    };

    /// <summary>The bytes of a layer of a payload with these row counts.</summary>
    /// <param name="layer">The layer, from 0 to <see cref="Layers"/> - 1.</param>
    /// <param name="rawRows">Raw rows.</param>
    /// <param name="rows">Compressed rows; not counted for a layer that has none.</param>
    /// <param name="indexRows">Indexer rows; not counted for a layer that has none.</param>
    public static long LayerBytes(int layer, uint rawRows, uint rows, uint indexRows)
    {
        var ratio = CompressRatio(layer);
        var bytes = (long)rawRows * HeadDim * sizeof(float);
        if (ratio != 0)
        {
            bytes += ((long)rows * HeadDim * sizeof(float)) + StateBytes(ratio);
        }

        return ratio == 4 ? bytes + ((long)indexRows * IndexerDim * sizeof(float)) : bytes;
    }

    /// <summary>Where the logits begin, in bytes from the payload's start.</summary>
    public static long LogitsOffset(uint tokens) => DsvHeader.Size + ((long)tokens * sizeof(uint));

    /// <summary>Where the row counts begin, in bytes from the payload's start.</summary>
    public static long CountsOffset(uint tokens) => LogitsOffset(tokens) + LogitsBytes;

    /// <summary>Where the first layer begins, in bytes from the payload's start.</summary>
    public static long LayersOffset(uint tokens) => CountsOffset(tokens) + CountsBytes;

    /// <summary>The bytes of a payload of so many tokens, as the engine writes it.</summary>
    /// <param name="tokens">Tokens.</param>
    /// <param name="window">Raw rows kept a layer: <see cref="DsvSession.RawCapacity"/>.</param>
    public static long PayloadBytes(uint tokens, uint window = Window)
    {
        var bytes = LayersOffset(tokens);
        var rawRows = Math.Min(tokens, window);
        for (var layer = 0; layer < Layers; layer++)
        {
            var ratio = CompressRatio(layer);
            var rows = ratio == 0 ? 0 : tokens / (uint)ratio;
            bytes += LayerBytes(layer, rawRows, rows, rows);
        }

        return bytes;
    }
}
