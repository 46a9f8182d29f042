using KvCache;

namespace Kv.Output;

/// <summary>What <c>kv show --json</c> prints.</summary>
internal sealed record ShowDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>The header; absent where a newer program wrote it, and <see cref="Newer"/> says why.</summary>
    public EntryFacts? Entry { get; init; }

    /// <summary>What is newer than this program: the file is not damaged. Absent where nothing is.</summary>
    public FaultFacts? Newer { get; init; }

    /// <summary>Why the title cannot be read; absent where it can, or there is none.</summary>
    public FaultFacts? TitleFault { get; init; }

    /// <summary>The beginning of the text, at most 1,024 bytes of it; bytes that are no UTF-8 are replaced.</summary>
    public required string TextPreview { get; init; }

    /// <summary>The session; absent where it is stripped or newer, or <see cref="PayloadFault"/> says why.</summary>
    public PayloadFacts? Payload { get; init; }

    public FaultFacts? PayloadFault { get; init; }

    /// <summary>The first 1,000 ids of the tool map.</summary>
    public required IReadOnlyList<string> ToolIds { get; init; }

    /// <summary>The number of all ids of the tool map.</summary>
    public required int ToolIdCount { get; init; }

    public required FileResidency Residency { get; init; }
}

/// <summary>A DSV4 payload's facts. Offsets are in bytes of the file.</summary>
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

    /// <summary>Compressed rows of all layers together.</summary>
    public required long CompressedRows { get; init; }

    /// <summary>Indexer rows of all layers together.</summary>
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
