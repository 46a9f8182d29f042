namespace Kv.Output;

/// <summary>The JSON document of <c>kv export --json</c>.</summary>
internal sealed record ExportDocument
{
    public int Schema { get; init; } = 1;

    public required string Archive { get; init; }

    /// <summary>The archived checkpoints, sorted by name.</summary>
    public required IReadOnlyList<EntryFacts> Exported { get; init; }

    /// <summary>The number of bytes of the checkpoints, without the headers of the archive.</summary>
    public required long Bytes { get; init; }

    /// <summary>The faults of the omitted files.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }
}
