using KvCache;

namespace Kv.Output;

/// <summary>The JSON document of <c>kv evict --json</c>.</summary>
internal sealed record EvictDocument
{
    public int Schema { get; init; } = 1;

    /// <summary>Whether the command only lists the files to remove.</summary>
    public required bool DryRun { get; init; }

    public required ulong BudgetBytes { get; init; }

    /// <summary>The payload ABI of the counted and removed checkpoints: 2, or 0 for ds4 before May 2026.</summary>
    public required int PayloadAbi { get; init; }

    /// <summary>With --stale, the removed payloads of ds4, or the payloads to remove in a dry run.</summary>
    public required IReadOnlyList<AbandonedFile> AbandonedPayloads { get; init; }

    /// <summary>The files of a newer program. The command does not count or remove them.</summary>
    public required IReadOnlyList<NewerFacts> Newer { get; init; }

    /// <summary>The removed checkpoints, or the checkpoints to remove in a dry run, in the order of their removal.</summary>
    public required IReadOnlyList<EvictedEntry> Evicted { get; init; }

    public required long EvictedBytes { get; init; }

    /// <summary>The number of bytes of the remaining checkpoints.</summary>
    public required long LeftBytes { get; init; }

    /// <summary>The files that could not be removed. For a budget, other checkpoints were removed instead.</summary>
    public required IReadOnlyList<UnremovedFile> NotRemoved { get; init; }

    /// <summary>The damaged and unreadable files, which are not counted.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }
}

/// <summary>A file that could not be removed, and the reason.</summary>
internal sealed record UnremovedFile(string Path, string Reason);

/// <summary>A removed checkpoint and its score.</summary>
internal sealed record EvictedEntry(double Score, EntryFacts Entry)
{
    internal static EvictedEntry Of(KvcEntry entry, ulong now) => new(EvictionScore.Of(entry.Header, entry.FileBytes, now), EntryFacts.Of(entry));
}
