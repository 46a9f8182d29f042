namespace KvCache;

/// <summary>What ds4's payload loader checks, in its order; and what it should have checked (docs/compatibility.md).</summary>
internal static class DsvRules
{
    /// <summary>Checks the thirteen fields.</summary>
    internal static DsvFault? Check(in DsvHeader header, DsvSession? session) =>
        CheckVersion(header)
        ?? (session is { } fit ? CheckContext(header, fit) : null)
        ?? CheckLayout(header)
        ?? (session is { } chunk ? CheckChunk(header, chunk) : null)
        ?? CheckRing(header, session)
        ?? (session is { } room ? CheckCapacity(header, room) : null);

    /// <summary>Checks the row counts against the capacities.</summary>
    /// <remarks>
    /// The original compares a layer of ratio 128 with the capacity of a layer of ratio 4, which is 32 times as large,
    /// and writes past its buffer. Each layer is held to its own here.
    /// </remarks>
    internal static DsvFault? CheckRows(in DsvHeader header, IReadOnlyList<DsvLayer> layers, DsvSession? session)
    {
        for (var layer = 0; layer < layers.Count; layer++)
        {
            var capacity = CapacityOf(header, layer, session);
            if (layers[layer].Rows > capacity)
            {
                return Rows(DsvFaultKind.RowCount, header, layer, layer, "compressed", capacity, layers[layer].Rows);
            }
        }

        for (var layer = 0; layer < layers.Count; layer++)
        {
            var capacity = CapacityOf(header, layer, session);
            if (layers[layer].IndexRows > capacity)
            {
                return Rows(DsvFaultKind.IndexRowCount, header, layer, DsvLayout.Layers + layer, "indexer", capacity, layers[layer].IndexRows);
            }
        }

        return null;
    }

    /// <summary>Checks that the parts add up to the payload's length.</summary>
    internal static DsvFault? CheckLength(IReadOnlyList<DsvLayer> layers, long length)
    {
        var end = layers[^1].Offset + layers[^1].Bytes;
        return length < end ? new DsvFault(DsvFaultKind.Truncated, length, $"{end} bytes for these row counts", $"the payload's end at {length}")
            : length > end ? new DsvFault(DsvFaultKind.TrailingBytes, end, $"the payload's end at {end}, by its row counts", $"{length - end} more bytes")
            : null;
    }

    private static DsvFault? CheckVersion(in DsvHeader header) =>
        header.Magic != DsvHeader.ExpectedMagic
            ? new DsvFault(DsvFaultKind.UnsupportedVersion, 0, $"the magic {DsvHeader.ExpectedMagic:x8} (\"DSV4\")", $"{header.Magic:x8}")
        : header.Version != DsvHeader.ExpectedVersion
            ? new DsvFault(DsvFaultKind.UnsupportedVersion, 4, $"payload version {DsvHeader.ExpectedVersion}", $"{header.Version}")
        : null;

    private static DsvFault? CheckContext(in DsvHeader header, DsvSession session) =>
        header.ContextSize > session.ContextSize
            ? new DsvFault(DsvFaultKind.DoesNotFitContext, 8, $"a context of at most the session's {session.ContextSize} tokens", $"{header.ContextSize}")
        : header.Tokens >= session.ContextSize
            ? new DsvFault(DsvFaultKind.DoesNotFitContext, 28, $"fewer tokens than the session's context of {session.ContextSize}", $"{header.Tokens}")
        : null;

    private static DsvFault? CheckLayout(in DsvHeader header) =>
        Layout(32, "layers", DsvLayout.Layers, header.Layers)
        ?? Layout(36, "floats in an attention row", DsvLayout.HeadDim, header.HeadDim)
        ?? Layout(40, "floats in an indexer row", DsvLayout.IndexerDim, header.IndexerDim)
        ?? Layout(44, "tokens in the vocabulary", DsvLayout.Vocabulary, header.Vocabulary);

    private static DsvFault? Layout(long offset, string what, uint expected, uint found) =>
        expected == found ? null : new DsvFault(DsvFaultKind.DifferentLayout, offset, $"{expected} {what}", $"{found}");

    private static DsvFault? CheckChunk(in DsvHeader header, DsvSession session) =>
        header.PrefillChunk != session.PrefillChunk
            ? new DsvFault(DsvFaultKind.ChunkLayout, 12, $"the session's prefill chunk of {session.PrefillChunk} tokens", $"{header.PrefillChunk}")
        : header.RawWindow != session.RawCapacity
            ? new DsvFault(DsvFaultKind.ChunkLayout, 20, $"the session's raw window of {session.RawCapacity} rows", $"{header.RawWindow}")
        : null;

    private static DsvFault? CheckRing(in DsvHeader header, DsvSession? session)
    {
        var live = Math.Min(header.Tokens, header.RawWindow);
        return header.RawCapacity == 0
                ? new DsvFault(DsvFaultKind.RawRing, 16, "a raw ring of at least 1 row", "0")
            : header.RawRows != live
                ? new DsvFault(DsvFaultKind.RawRing, 48, $"{live} raw rows: the window, or all tokens where they are fewer", $"{header.RawRows}")
            : header.RawRows > header.RawCapacity || (session is { } live2 && header.RawRows > live2.RawCapacity)
                ? new DsvFault(DsvFaultKind.RawRing, 16, $"a raw ring of at least the {header.RawRows} rows saved", $"{header.RawCapacity}")
            : null;
    }

    private static DsvFault? CheckCapacity(in DsvHeader header, DsvSession session) =>
        header.CompressedCapacity > session.CompressedCapacity(4)
            ? new DsvFault(DsvFaultKind.CompressedCapacity, 24, $"room for at most the session's {session.CompressedCapacity(4)} compressed rows", $"{header.CompressedCapacity}")
            : null;

    /// <summary>
    /// The rows that a layer has room for: those of the saved cache, and those of the session, or else of a session
    /// like the saved one. The counts of a layer without rows are not used; only the saved capacity bounds them.
    /// </summary>
    private static uint CapacityOf(in DsvHeader header, int layer, DsvSession? session)
    {
        var ratio = DsvLayout.CompressRatio(layer);
        if (ratio == 0)
        {
            return header.CompressedCapacity;
        }

        var own = session ?? (header.ContextSize == 0 ? null : new DsvSession(header.ContextSize));
        return own is { } room ? Math.Min(header.CompressedCapacity, room.CompressedCapacity(ratio)) : header.CompressedCapacity;
    }

    private static DsvFault Rows(DsvFaultKind kind, in DsvHeader header, int layer, int field, string what, uint capacity, uint found) =>
        new(kind, DsvLayout.CountsOffset(header.Tokens) + (field * sizeof(uint)), $"at most {capacity} {what} rows in layer {layer}", $"{found}");
}
