using KvCache;

namespace Kv.Output;

/// <summary>What <c>kv evict --json</c> prints.</summary>
internal sealed record EvictDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>Whether it only says what would go.</summary>
    public required bool DryRun { get; init; }

    public required ulong BudgetBytes { get; init; }

    /// <summary>The generation whose checkpoints are counted and removed: 2, or 0 for those of ds4 before May 2026.</summary>
    public required int PayloadAbi { get; init; }

    /// <summary>With --stale: the payloads of ds4 that were removed, or would be.</summary>
    public required IReadOnlyList<AbandonedFile> AbandonedPayloads { get; init; }

    /// <summary>Files that a newer program made, which are not counted and stay.</summary>
    public required IReadOnlyList<NewerFacts> Newer { get; init; }

    /// <summary>The checkpoints that were removed, or would be, in the order of their removal.</summary>
    public required IReadOnlyList<EvictedEntry> Evicted { get; init; }

    public required long EvictedBytes { get; init; }

    /// <summary>Bytes of the checkpoints that stay.</summary>
    public required long LeftBytes { get; init; }

    /// <summary>Checkpoints that could not be removed. Others were removed in their place.</summary>
    public required IReadOnlyList<UnremovedFile> NotRemoved { get; init; }

    /// <summary>Files that could not be read, and so were not counted.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }
}

/// <summary>A checkpoint that could not be removed, and why.</summary>
internal sealed record UnremovedFile(string Path, string Reason);

/// <summary>A checkpoint that went, and the score for which it was chosen.</summary>
internal sealed record EvictedEntry(double Score, EntryFacts Entry)
{
    internal static EvictedEntry Of(KvcEntry entry, ulong now) => new(EvictionScore.Of(entry.Header, entry.FileBytes, now), EntryFacts.Of(entry));
}
