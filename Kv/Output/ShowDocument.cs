using KvCache;

namespace Kv.Output;

/// <summary>The JSON document of <c>kv show --json</c>.</summary>
internal sealed record ShowDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>The header; absent if a newer program wrote it. <see cref="Newer"/> then has the reason.</summary>
    public EntryFacts? Entry { get; init; }

    /// <summary>The value that a newer program wrote in the file; absent if there is none. The file is not damaged.</summary>
    public FaultFacts? Newer { get; init; }

    /// <summary>The fault of the title; absent for a valid or missing title.</summary>
    public FaultFacts? TitleFault { get; init; }

    /// <summary>The first 1,024 bytes of the text. U+FFFD replaces bytes that are not UTF-8.</summary>
    public required string TextPreview { get; init; }

    /// <summary>The session; absent if it is stripped, newer, or faulty. <see cref="PayloadFault"/> has the fault.</summary>
    public PayloadFacts? Payload { get; init; }

    public FaultFacts? PayloadFault { get; init; }

    /// <summary>The first 1,000 ids of the tool map.</summary>
    public required IReadOnlyList<string> ToolIds { get; init; }

    /// <summary>The number of all ids of the tool map.</summary>
    public required int ToolIdCount { get; init; }

    public required FileResidency Residency { get; init; }
}

/// <summary>The facts of a DSV4 payload. Offsets are in bytes from the beginning of the file.</summary>
internal sealed record PayloadFacts
{
    public required uint Tokens { get; init; }

    public required uint ContextSize { get; init; }

    public required uint PrefillChunk { get; init; }

    public required uint RawRows { get; init; }

    public required uint Layers { get; init; }

    public required long PayloadOffset { get; init; }

    public required long TokensOffset { get; init; }

    public required long LogitsOffset { get; init; }

    public required long CountsOffset { get; init; }

    public required long LayersOffset { get; init; }

    /// <summary>The number of compressed rows in all layers.</summary>
    public required long CompressedRows { get; init; }

    /// <summary>The number of indexer rows in all layers.</summary>
    public required long IndexerRows { get; init; }

    internal static PayloadFacts Of(DsvPayload payload, long payloadOffset) => new()
    {
        Tokens = payload.Header.Tokens,
        ContextSize = payload.Header.ContextSize,
        PrefillChunk = payload.Header.PrefillChunk,
        RawRows = payload.Header.RawRows,
        Layers = payload.Header.Layers,
        PayloadOffset = payloadOffset,
        TokensOffset = payloadOffset + DsvPayload.TokensOffset,
        LogitsOffset = payloadOffset + payload.LogitsOffset,
        CountsOffset = payloadOffset + payload.CountsOffset,
        LayersOffset = payloadOffset + payload.Layers[0].Offset,
        CompressedRows = payload.Layers.Sum(layer => (long)layer.Rows),
        IndexerRows = payload.Layers.Sum(layer => (long)layer.IndexRows),
    };
}
