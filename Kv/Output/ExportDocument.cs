namespace Kv.Output;

/// <summary>What <c>kv export --json</c> prints.</summary>
internal sealed record ExportDocument
{
    public int Schema { get; init; } = 1;

    public required string Archive { get; init; }

    /// <summary>What is in the archive, by name.</summary>
    public required IReadOnlyList<EntryFacts> Exported { get; init; }

    /// <summary>Bytes of the checkpoints; the archive has its own besides.</summary>
    public required long Bytes { get; init; }

    /// <summary>What was left out, and why.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }
}
