namespace KvCache;

/// <summary>A live session as far as a payload has to fit into it. Immutable.</summary>
/// <param name="ContextSize">The session's context in tokens.</param>
/// <param name="Layout">The layout of the session's model.</param>
public readonly record struct DsvSession(uint ContextSize, DsvLayout Layout)
{
    /// <summary>Tokens in a prefill chunk: the layout's, or the whole of a smaller context.</summary>
    public uint PrefillChunk => Math.Clamp(ContextSize, 1, Layout.PrefillChunk);

    /// <summary>Rows of the raw ring: the window, or the whole of a smaller context.</summary>
    public uint RawCapacity => Math.Clamp(ContextSize, 1, Layout.Window);

    /// <summary>Rows that a layer of this compression has room for; 0 if it has none.</summary>
    /// <param name="ratio">The layer's <see cref="DsvLayout.CompressRatio"/>.</param>
    public uint CompressedCapacity(int ratio) => Layout.CompressedCapacity(ratio, ContextSize);
}
