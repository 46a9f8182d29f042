namespace KvCache;

/// <summary>
/// Checks the session payload of a file: the checks of ds4's payload loader, in the same order, and the checks that ds4 lacks
/// (docs/compatibility.md). <see cref="DsvLayout"/> explains the parts of a payload.
/// </summary>
internal static class DsvRules
{
    /// <summary>Checks the thirteen fields.</summary>
    internal static DsvFault? Check(in DsvHeader header, DsvLayout layout, DsvSession? session) =>
        CheckVersion(header, layout)
        ?? (session is { } live ? CheckContext(header, live) : null)
        ?? CheckLayout(header, layout)
        ?? (layout.HasFullCache ? CheckFullCache(header, session) : CheckRing(header, session))
        ?? CheckCapacity(header, layout, session);

    /// <summary>Checks the row counts.</summary>
    /// <remarks>
    /// ds4 checks the rows of a ratio-128 layer against the capacity of a ratio-4 layer. That capacity is 32 times as large, so ds4 writes
    /// past the layer's buffer. This method checks each layer against its own capacity.
    /// </remarks>
    internal static DsvFault? CheckRows(in DsvHeader header, DsvLayout layout, IReadOnlyList<DsvLayer> layers, DsvSession? session)
    {
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var (least, most) = RowBounds(header, layout, layer, session, layout.CompressRatio(layer) != 0);
            if (layers[layer].Rows < least || layers[layer].Rows > most)
            {
                return RowFault(DsvFaultKind.RowCount, header, layout, layer, layer, "compressed", (least, most), layers[layer].Rows);
            }
        }

        for (var layer = 0; layer < layers.Count; layer++)
        {
            var (least, most) = RowBounds(header, layout, layer, session, layout.HasIndexer(layer));
            if (layers[layer].IndexRows < least || layers[layer].IndexRows > most)
            {
                return RowFault(DsvFaultKind.IndexRowCount, header, layout, layer, layout.Layers + layer, "indexer", (least, most), layers[layer].IndexRows);
            }
        }

        return null;
    }

    /// <summary>Checks that the parts add up to the payload's length.</summary>
    internal static DsvFault? CheckLength(in DsvHeader header, DsvLayout layout, IReadOnlyList<DsvLayer> layers, long length)
    {
        var end = layers[^1].Offset + layers[^1].Bytes;

        // ds4 (as of August 2026) saves no rows of GLM-5.2's full cache. A file with such rows is from a newer program, whose row size
        // is unknown.
        return layout.HasFullCache && header.RawRows > 0
                ? length <= end
                    ? new DsvFault(DsvFaultKind.Truncated, length, $"more than {end} bytes for {header.RawRows} rows of the full cache", $"the payload's end at {length}")
                    : new DsvFault(DsvFaultKind.NewerLayout, 48, "no rows of the full cache", $"{header.RawRows}, of a newer program")
            : length < end ? new DsvFault(DsvFaultKind.Truncated, length, $"{end} bytes for these row counts", $"the payload's end at {length}")
            : length > end ? new DsvFault(DsvFaultKind.TrailingBytes, end, $"the payload's end at {end}, by its row counts", $"{length - end} more bytes")
            : null;
    }

    private static DsvFault? CheckVersion(in DsvHeader header, DsvLayout layout) =>
        header.Magic != DsvHeader.ExpectedMagic
            ? new DsvFault(DsvFaultKind.UnsupportedVersion, 0, $"the magic {DsvHeader.ExpectedMagic:x8} (\"DSV4\")", $"{header.Magic:x8}")
        : header.Version > DsvLayout.Flash.Version
            ? new DsvFault(DsvFaultKind.NewerLayout, 4, $"payload version {layout.Version}", $"{header.Version}, of a newer program")
        : header.Version != layout.Version
            ? new DsvFault(DsvFaultKind.UnsupportedVersion, 4, $"payload version {layout.Version}", $"{header.Version}")
        : null;

    private static DsvFault? CheckContext(in DsvHeader header, DsvSession session) =>
        header.ContextSize > session.ContextSize
            ? new DsvFault(DsvFaultKind.DoesNotFitContext, 8, $"a context of at most the session's {session.ContextSize} tokens", $"{header.ContextSize}")
        : header.Tokens >= session.ContextSize
            ? new DsvFault(DsvFaultKind.DoesNotFitContext, 28, $"fewer tokens than the session's context of {session.ContextSize}", $"{header.Tokens}")
        : null;

    private static DsvFault? CheckLayout(in DsvHeader header, DsvLayout layout) =>
        LayoutFault(32, "layers", (uint)layout.Layers, header.Layers)
        ?? LayoutFault(36, layout.HasFullCache ? "floats in a key" : "floats in an attention row", layout.HeadDim, header.HeadDim)
        ?? LayoutFault(40, layout.HasFullCache ? "floats in a value" : "floats in an indexer row", layout.IndexerDim, header.IndexerDim)
        ?? LayoutFault(44, "tokens in the vocabulary", layout.Vocabulary, header.Vocabulary);

    private static DsvFault? LayoutFault(long offset, string what, uint expected, uint found) =>
        expected == found ? null : new DsvFault(DsvFaultKind.DifferentLayout, offset, $"{expected} {what}", $"{found}");

    private static DsvFault? CheckRing(in DsvHeader header, DsvSession? session)
    {
        if (session is { } live)
        {
            if (live.Layout.ChecksPrefillChunk && header.PrefillChunk != live.PrefillChunk)
            {
                return new DsvFault(DsvFaultKind.ChunkLayout, 12, $"the session's prefill chunk of {live.PrefillChunk} tokens", $"{header.PrefillChunk}");
            }

            if (header.RawWindow != live.RawCapacity)
            {
                return new DsvFault(DsvFaultKind.ChunkLayout, 20, $"the session's raw window of {live.RawCapacity} rows", $"{header.RawWindow}");
            }
        }

        var expectedRows = Math.Min(header.Tokens, header.RawWindow);
        return header.RawCapacity == 0
                ? new DsvFault(DsvFaultKind.RawRing, 16, "a raw ring of at least 1 row", "0")
            : header.RawRows != expectedRows
                ? new DsvFault(DsvFaultKind.RawRing, 48, $"{expectedRows} raw rows: the window, or all tokens if they are fewer", $"{header.RawRows}")
            : header.RawRows > header.RawCapacity || header.RawRows > session?.RawCapacity
                ? new DsvFault(DsvFaultKind.RawRing, 16, $"a raw ring of at least the {header.RawRows} rows saved", $"{header.RawCapacity}")
            : null;
    }

    /// <summary>Checks the fields of GLM-5.2's full cache, although ds4 saves no row of this cache.</summary>
    private static DsvFault? CheckFullCache(in DsvHeader header, DsvSession? session)
    {
        // Without a session, the largest cache that ds4 can have is the limit: with SSD streaming, ds4 doubles the cache of a context under
        // 65,536 tokens.
        var most = session?.RawCapacity ?? 2 * DsvLayout.Glm.Window;
        var maxRows = Math.Min(header.Tokens, header.RawCapacity);
        return header.RawCapacity == 0 || header.RawCapacity > most
                ? new DsvFault(DsvFaultKind.RawRing, 16, $"a full cache of 1 to {most} rows", $"{header.RawCapacity}")
            : header.RawWindow != header.RawCapacity
                ? new DsvFault(DsvFaultKind.RawRing, 20, $"a window of the full cache's {header.RawCapacity} rows", $"{header.RawWindow}")
            : header.RawRows > maxRows
                ? new DsvFault(DsvFaultKind.RawRing, 48, $"at most {maxRows} rows of the full cache", $"{header.RawRows}")
            : null;
    }

    private static DsvFault? CheckCapacity(in DsvHeader header, DsvLayout layout, DsvSession? session) =>
        session is { } live && header.CompressedCapacity > live.CompressedCapacity(layout.CacheRatio)
            ? new DsvFault(DsvFaultKind.CompressedCapacity, 24, $"room for at most the session's {live.CompressedCapacity(layout.CacheRatio)} compressed rows", $"{header.CompressedCapacity}")
        : layout.HasFullCache && header.CompressedCapacity == 0 && header.Tokens > 0
            ? new DsvFault(DsvFaultKind.CompressedCapacity, 24, $"room for the rows of {header.Tokens} tokens", "0")
        : null;

    /// <summary>
    /// Returns the minimum and maximum number of rows of a layer. GLM-5.2: one row for each token in layers that use the count, otherwise
    /// none. DeepSeek V4: at most the capacity of the saved cache and of the session's cache. If no session is given, the limit is that of a
    /// session with the file's context size. A count that the layer does not use is checked against the saved capacity only.
    /// </summary>
    private static (uint Least, uint Most) RowBounds(in DsvHeader header, DsvLayout layout, int layer, DsvSession? session, bool isUsed)
    {
        if (layout.HasFullCache)
        {
            var all = isUsed ? Math.Min(header.Tokens, header.CompressedCapacity) : 0;
            return (all, all);
        }

        var limiting = session ?? (header.ContextSize == 0 ? null : new DsvSession(header.ContextSize, layout));
        return (0, isUsed && limiting is { } limit ? Math.Min(header.CompressedCapacity, limit.CompressedCapacity(layout.CompressRatio(layer))) : header.CompressedCapacity);
    }

    private static DsvFault RowFault(
        DsvFaultKind kind, in DsvHeader header, DsvLayout layout, int layer, int field, string what, (uint Least, uint Most) bounds, uint found) =>
        new(
            kind,
            layout.CountsOffset(header.Tokens) + (field * sizeof(uint)),
            $"{(bounds.Least == bounds.Most ? "" : "at most ")}{bounds.Most} {what} rows in layer {layer}",
            $"{found}");
}
