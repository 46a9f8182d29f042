namespace KvCache;

/// <summary>The live session of a lookup, load or store. Immutable.</summary>
/// <param name="QuantBits">The bits per weight of the model's routed experts: 2 or 4. With any other number, nothing is stored or loaded.</param>
/// <param name="ContextSize">The context in tokens.</param>
/// <param name="ModelId">The model, see <see cref="KvcModels"/>. It has no meaning in payload ABI 0.</param>
/// <param name="PayloadAbi">
/// The generation of the files that the session loads and stores: <see cref="KvcHeader.CurrentPayloadAbi"/> or
/// <see cref="KvcHeader.OldPayloadAbi"/>.
/// </param>
public readonly record struct KvSession(int QuantBits, uint ContextSize, byte ModelId = KvcModels.Flash, byte PayloadAbi = KvcHeader.CurrentPayloadAbi)
{
    /// <summary>Whether the model's quantization is supported.</summary>
    public bool IsSupported => QuantBits is 2 or 4;

    /// <summary>The layout of the session's payloads; null if the model is unknown.</summary>
    public DsvLayout? Layout => DsvLayout.Of(PayloadAbi, ModelId);

    /// <summary>Whether a file has the session's generation and model. Before May 2026, ds4 had one model only.</summary>
    /// <param name="header">The file's header.</param>
    public bool CanLoad(in KvcHeader header) =>
        header.PayloadAbi == PayloadAbi && (PayloadAbi == KvcHeader.OldPayloadAbi || header.ModelId == ModelId);
}
