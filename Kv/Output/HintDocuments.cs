using IoPolicy;

namespace Kv.Output;

/// <summary>What <c>kv drop --json</c> prints.</summary>
internal sealed record DropDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required IReadOnlyList<DroppedFile> Files { get; init; }
}

/// <summary>A file whose pages were dropped; a figure that is absent is not known.</summary>
internal sealed record DroppedFile
{
    public required string Path { get; init; }

    public required long Pages { get; init; }

    public long? CachedBefore { get; init; }

    public long? CachedAfter { get; init; }

    /// <summary>Why nothing was dropped; absent where it was.</summary>
    public string? Refusal { get; init; }
}

/// <summary>What <c>kv prefetch --json</c> prints.</summary>
internal sealed record PrefetchDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<PrefetchedFile> Files { get; init; }
}

/// <summary>A file that the kernel was asked to read.</summary>
internal sealed record PrefetchedFile
{
    public required string Path { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Why nothing is prefetched; absent where it is.</summary>
    public string? Refusal { get; init; }
}

/// <summary>Why a hint was not given, in words; null where it was.</summary>
internal static class Refusals
{
    internal static string? Of(AdviceOutcome outcome) => outcome.Status switch
    {
        AdviceStatus.Issued => null,
        AdviceStatus.Kept => "IOPOLICY_KEEP_PAGES says to keep the pages",
        AdviceStatus.Unsupported => "this system, or this kind of file, has no such hint",
        _ => $"the kernel refused (errno {outcome.Errno})",
    };
}
