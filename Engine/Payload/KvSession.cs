namespace KvCache;

/// <summary>The live session that a checkpoint is looked up, loaded or stored for. Immutable.</summary>
/// <param name="QuantBits">Bits of a routed weight of the model: 2 or 4. With any other number nothing is stored or loaded.</param>
/// <param name="ContextSize">The context's size in tokens.</param>
/// <param name="ModelId">The model, see <see cref="KvcModels"/>. Without meaning in payload ABI 0.</param>
/// <param name="PayloadAbi">
/// The generation of the files that the session loads and stores: <see cref="KvcHeader.CurrentPayloadAbi"/> or
/// <see cref="KvcHeader.OldPayloadAbi"/>.
/// </param>
public readonly record struct KvSession(int QuantBits, uint ContextSize, byte ModelId = KvcModels.Flash, byte PayloadAbi = KvcHeader.CurrentPayloadAbi)
{
    /// <summary>Whether checkpoints are made of the model's quantisation.</summary>
    public bool IsSupported => QuantBits is 2 or 4;

    /// <summary>The layout of the session's payloads; null: this program does not know the model.</summary>
    public DsvLayout? Layout => DsvLayout.Of(PayloadAbi, ModelId);

    /// <summary>Whether a file is of the session's generation and model. ds4 before May 2026 knew one model only.</summary>
    /// <param name="header">The file's header.</param>
    public bool CanLoad(in KvcHeader header) =>
        header.PayloadAbi == PayloadAbi && (PayloadAbi == KvcHeader.OldPayloadAbi || header.ModelId == ModelId);
}
