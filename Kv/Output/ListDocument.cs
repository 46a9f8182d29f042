namespace Kv.Output;

/// <summary>What <c>kv ls --json</c> prints; written entry by entry, never held as a whole.</summary>
internal sealed record ListDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<EntryFacts> Entries { get; init; }

    /// <summary>Files of a cache file's name that are none.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }
}
