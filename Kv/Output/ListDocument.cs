using KvCache;

namespace Kv.Output;

/// <summary>The JSON document of <c>kv ls --json</c>. <c>ListWriter</c> writes it in pieces.</summary>
internal sealed record ListDocument
{
    public int Schema { get; init; } = 1;

    public required IReadOnlyList<EntryFacts> Entries { get; init; }

    /// <summary>The damaged and unreadable files with the name of a checkpoint.</summary>
    public required IReadOnlyList<FaultFacts> Refused { get; init; }

    /// <summary>The files of a newer program. They are not damaged.</summary>
    public required IReadOnlyList<NewerFacts> Newer { get; init; }

    /// <summary>With --stale, the payloads that a killed ds4 left in the temporary directory.</summary>
    public required IReadOnlyList<AbandonedFile> AbandonedPayloads { get; init; }
}

/// <summary>A file of a newer program, with the unknown value and the length of the file.</summary>
internal sealed record NewerFacts(string Path, long Offset, string Expected, string Found, long FileBytes)
{
    internal static NewerFacts Of(string directory, FaultyFile file) =>
        new(file.PathIn(directory), file.Fault.Offset, file.Fault.Expected, file.Fault.Found, file.FileBytes);
}

/// <summary>A payload that a killed ds4 left behind.</summary>
internal sealed record AbandonedFile(string Path, long FileBytes)
{
    internal static AbandonedFile Of(FileInfo file) => new(file.FullName, file.Length);
}
