namespace KvCache;

/// <summary>A live session as far as a payload has to fit into it: all follows from the context's size. Immutable.</summary>
/// <param name="ContextSize">The session's context, in tokens.</param>
public readonly record struct DsvSession(uint ContextSize)
{
    /// <summary>Tokens in a prefill chunk: 2,048, or the whole of a smaller context.</summary>
    public uint PrefillChunk => Math.Clamp(ContextSize, 1, DsvLayout.PrefillChunk);

    /// <summary>Rows of the raw ring: the window, or the whole of a smaller context.</summary>
    public uint RawCapacity => Math.Clamp(ContextSize, 1, DsvLayout.Window);

    /// <summary>Rows that a layer of this compression has room for; 0 where it has none.</summary>
    /// <param name="ratio">What <see cref="DsvLayout.CompressRatio"/> says: 0, 4 or 128.</param>
    public uint CompressedCapacity(int ratio) => ratio == 0 ? 0 : (ContextSize / (uint)ratio) + 2;
}
