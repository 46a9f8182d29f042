namespace KvCache;

/// <summary>The checks of ds4's payload loader, in its order, and the missing ones (docs/compatibility.md).</summary>
internal static class DsvRules
{
    /// <summary>Checks the thirteen fields.</summary>
    internal static DsvFault? Check(in DsvHeader header, DsvLayout layout, DsvSession? session) =>
        CheckVersion(header, layout)
        ?? (session is { } fit ? CheckContext(header, fit) : null)
        ?? CheckLayout(header, layout)
        ?? (layout.KeepsAllTokens ? CheckFullCache(header, session) : CheckRing(header, session))
        ?? CheckCapacity(header, layout, session);

    /// <summary>Checks the row counts.</summary>
    /// <remarks>
    /// ds4 compares a layer of ratio 128 with the capacity of a layer of ratio 4, which is 32 times as large, and writes past
    /// its buffer. Here each layer is compared with its own capacity.
    /// </remarks>
    internal static DsvFault? CheckRows(in DsvHeader header, DsvLayout layout, IReadOnlyList<DsvLayer> layers, DsvSession? session)
    {
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var (least, most) = RowBounds(header, layout, layer, session, layout.CompressRatio(layer) != 0);
            if (layers[layer].Rows < least || layers[layer].Rows > most)
            {
                return Rows(DsvFaultKind.RowCount, header, layout, layer, layer, "compressed", (least, most), layers[layer].Rows);
            }
        }

        for (var layer = 0; layer < layers.Count; layer++)
        {
            var (least, most) = RowBounds(header, layout, layer, session, layout.HasIndexer(layer));
            if (layers[layer].IndexRows < least || layers[layer].IndexRows > most)
            {
                return Rows(DsvFaultKind.IndexRowCount, header, layout, layer, layout.Layers + layer, "indexer", (least, most), layers[layer].IndexRows);
            }
        }

        return null;
    }

    /// <summary>Checks that the parts add up to the payload's length.</summary>
    internal static DsvFault? CheckLength(in DsvHeader header, DsvLayout layout, IReadOnlyList<DsvLayer> layers, long length)
    {
        var end = layers[^1].Offset + layers[^1].Bytes;

        // Up to August 2026, ds4 writes no rows of GLM-5.2's full cache, so their size is unknown.
        return layout.KeepsAllTokens && header.RawRows > 0
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
        Layout(32, "layers", (uint)layout.Layers, header.Layers)
        ?? Layout(36, layout.KeepsAllTokens ? "floats in a key" : "floats in an attention row", layout.HeadDim, header.HeadDim)
        ?? Layout(40, layout.KeepsAllTokens ? "floats in a value" : "floats in an indexer row", layout.IndexerDim, header.IndexerDim)
        ?? Layout(44, "tokens in the vocabulary", layout.Vocabulary, header.Vocabulary);

    private static DsvFault? Layout(long offset, string what, uint expected, uint found) =>
        expected == found ? null : new DsvFault(DsvFaultKind.DifferentLayout, offset, $"{expected} {what}", $"{found}");

    private static DsvFault? CheckRing(in DsvHeader header, DsvSession? session)
    {
        if (session is { } own)
        {
            if (own.Layout.ChecksPrefillChunk && header.PrefillChunk != own.PrefillChunk)
            {
                return new DsvFault(DsvFaultKind.ChunkLayout, 12, $"the session's prefill chunk of {own.PrefillChunk} tokens", $"{header.PrefillChunk}");
            }

            if (header.RawWindow != own.RawCapacity)
            {
                return new DsvFault(DsvFaultKind.ChunkLayout, 20, $"the session's raw window of {own.RawCapacity} rows", $"{header.RawWindow}");
            }
        }

        var live = Math.Min(header.Tokens, header.RawWindow);
        return header.RawCapacity == 0
                ? new DsvFault(DsvFaultKind.RawRing, 16, "a raw ring of at least 1 row", "0")
            : header.RawRows != live
                ? new DsvFault(DsvFaultKind.RawRing, 48, $"{live} raw rows: the window, or all tokens if they are fewer", $"{header.RawRows}")
            : header.RawRows > header.RawCapacity || (session is { } room && header.RawRows > room.RawCapacity)
                ? new DsvFault(DsvFaultKind.RawRing, 16, $"a raw ring of at least the {header.RawRows} rows saved", $"{header.RawCapacity}")
            : null;
    }

    /// <summary>Checks the fields of GLM-5.2's full cache, although none of it is saved.</summary>
    private static DsvFault? CheckFullCache(in DsvHeader header, DsvSession? session)
    {
        // With SSD streaming, ds4 doubles the cache of a context under 65,536 tokens.
        var most = session?.RawCapacity ?? 2 * DsvLayout.Glm.Window;
        var live = Math.Min(header.Tokens, header.RawCapacity);
        return header.RawCapacity == 0 || header.RawCapacity > most
                ? new DsvFault(DsvFaultKind.RawRing, 16, $"a full cache of 1 to {most} rows", $"{header.RawCapacity}")
            : header.RawWindow != header.RawCapacity
                ? new DsvFault(DsvFaultKind.RawRing, 20, $"a window of the full cache's {header.RawCapacity} rows", $"{header.RawWindow}")
            : header.RawRows > live
                ? new DsvFault(DsvFaultKind.RawRing, 48, $"at most {live} rows of the full cache", $"{header.RawRows}")
            : null;
    }

    private static DsvFault? CheckCapacity(in DsvHeader header, DsvLayout layout, DsvSession? session) =>
        session is { } room && header.CompressedCapacity > room.CompressedCapacity(layout.CacheRatio)
            ? new DsvFault(DsvFaultKind.CompressedCapacity, 24, $"room for at most the session's {room.CompressedCapacity(layout.CacheRatio)} compressed rows", $"{header.CompressedCapacity}")
        : layout.KeepsAllTokens && header.CompressedCapacity == 0 && header.Tokens > 0
            ? new DsvFault(DsvFaultKind.CompressedCapacity, 24, $"room for the rows of {header.Tokens} tokens", "0")
        : null;

    /// <summary>
    /// The rows that a layer may have. GLM-5.2: one for each token in layers that use the count, otherwise none. DeepSeek V4:
    /// at most the capacity of the saved cache and of the session's cache. Without a session, a session like the saved one
    /// counts. Only the saved capacity bounds counts that a layer does not use.
    /// </summary>
    private static (uint Least, uint Most) RowBounds(in DsvHeader header, DsvLayout layout, int layer, DsvSession? session, bool isUsed)
    {
        if (layout.KeepsAllTokens)
        {
            var all = isUsed ? Math.Min(header.Tokens, header.CompressedCapacity) : 0;
            return (all, all);
        }

        var own = session ?? (header.ContextSize == 0 ? null : new DsvSession(header.ContextSize, layout));
        return (0, isUsed && own is { } room ? Math.Min(header.CompressedCapacity, room.CompressedCapacity(layout.CompressRatio(layer))) : header.CompressedCapacity);
    }

    private static DsvFault Rows(
        DsvFaultKind kind, in DsvHeader header, DsvLayout layout, int layer, int field, string what, (uint Least, uint Most) bounds, uint found) =>
        new(
            kind,
            layout.CountsOffset(header.Tokens) + (field * sizeof(uint)),
            $"{(bounds.Least == bounds.Most ? "" : "at most ")}{bounds.Most} {what} rows in layer {layer}",
            $"{found}");
}
