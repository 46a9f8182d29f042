using KvCache;

namespace Kv.Output;

/// <summary>What <c>kv ls --json</c> prints; written entry by entry, never held as a whole.</summary>
internal sealed record ListDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<EntryFacts> Entries { get; init; }

    /// <summary>Files of a cache file's name that are none.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }

    /// <summary>Files that a newer program made. They are not damaged.</summary>
    public required IReadOnlyList<NewerFacts> Newer { get; init; }

    /// <summary>With --stale: payloads that a ds4 left in the directory for temporary files.</summary>
    public required IReadOnlyList<AbandonedFile> AbandonedPayloads { get; init; }
}

/// <summary>A file of a newer program: what this program does not know, and the file's length.</summary>
internal sealed record NewerFacts(string Path, long Offset, string Expected, string Found, long FileBytes)
{
    internal static NewerFacts Of(string directory, FaultyFile file) =>
        new(file.PathIn(directory), file.Fault.Offset, file.Fault.Expected, file.Fault.Found, file.FileBytes);
}

/// <summary>A payload that a ds4 left behind when it died.</summary>
internal sealed record AbandonedFile(string Path, long FileBytes)
{
    internal static AbandonedFile Of(FileInfo file) => new(file.FullName, file.Length);
}
