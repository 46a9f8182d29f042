namespace KvCache;

/// <summary>The live session that a checkpoint is looked up, loaded or stored for. Immutable.</summary>
/// <param name="QuantBits">Bits a routed weight of the model: 2 or 4. With any other number nothing is stored or loaded.</param>
/// <param name="ContextSize">The context's size in tokens.</param>
public readonly record struct KvSession(int QuantBits, uint ContextSize)
{
    /// <summary>Whether the model is one that checkpoints are made of.</summary>
    public bool IsSupported => QuantBits is 2 or 4;

    /// <summary>The session as a payload has to fit into it.</summary>
    public DsvSession Payload => new(ContextSize);
}
