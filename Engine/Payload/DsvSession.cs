namespace KvCache;

/// <summary>The properties of a live session that a payload must fit. Immutable.</summary>
/// <param name="ContextSize">The session's context in tokens.</param>
/// <param name="Layout">The layout of the session's model.</param>
public readonly record struct DsvSession(uint ContextSize, DsvLayout Layout)
{
    /// <summary>The tokens in a prefill chunk: the layout's number, or all of a smaller context.</summary>
    public uint PrefillChunk => Math.Clamp(ContextSize, 1, Layout.PrefillChunk);

    /// <summary>The rows of the raw ring: the window, or all of a smaller context.</summary>
    public uint RawCapacity => Math.Clamp(ContextSize, 1, Layout.Window);

    /// <summary>Gets the rows that a layer of this compression can have; 0 if it has none.</summary>
    /// <param name="ratio">The layer's <see cref="DsvLayout.CompressRatio"/>.</param>
    public uint CompressedCapacity(int ratio) => Layout.CompressedCapacity(ratio, ContextSize);
}
