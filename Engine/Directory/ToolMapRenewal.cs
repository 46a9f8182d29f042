namespace KvCache;

/// <summary>
/// Adds the tool calls of a text to its file. The renewal writes a copy and renames it. ds4 overwrites the trailer in place, which
/// a crash can leave incomplete, and drops the ids that only the file had.
/// </summary>
internal sealed class ToolMapRenewal(DirectoryState directory, Eviction eviction)
{
    /// <summary>Adds the tool calls of a store to the existing file.</summary>
    /// <param name="entry">The file, which is whole and usable.</param>
    /// <param name="old">The same file, open.</param>
    /// <param name="request">The store.</param>
    /// <param name="failures">Receives the failures beside the renewal.</param>
    /// <param name="cancellation">Ends the copying and the wait for the lock.</param>
    internal StoreResult Run(KvcEntry entry, FileStream old, StoreRequest request, List<FileFailure> failures, CancellationToken cancellation)
    {
        // A title is at the place of a tool map, so the copy would lose the title.
        if (request.Tools is null || entry.Header.IsNewer || entry.Header.Extensions.HasFlag(KvcExtensions.SessionTitle))
        {
            return new StoreResult(StoreOutcome.Kept, entry, []);
        }

        var trailer = MergedTools(old, entry, request.Text, request.Tools, out var hasNewIds);
        if (!hasNewIds || !FileBudget.Of(directory.Options.BudgetBytes, entry.Header.TextBytes, entry.Header.PayloadBytes, (ulong)trailer.Length).Fits)
        {
            return new StoreResult(StoreOutcome.Kept, entry, []);
        }

        var header = entry.Header with { Extensions = entry.Header.Extensions | KvcExtensions.ToolMap, LastUsed = directory.Now };
        using var copy = NewFile.Create(directory, entry.Key.FileName, entry.Key, file => KvcWriter.Renew(file, old, header, request.Text, trailer), cancellation);
        return copy.TryPublish(() => TakesOver(copy, header, entry), failures, cancellation)
            ? new StoreResult(StoreOutcome.ToolMapAdded, Now(entry), EvictAfterwards(entry, failures, cancellation)) { Failures = failures }
            : new StoreResult(StoreOutcome.Kept, Now(entry), []);
    }

    /// <summary>Evicts after a renewal in payload ABI 0 only. Since May 2026, ds4 evicts only before it writes a new file.</summary>
    private IReadOnlyList<KvcEntry> EvictAfterwards(KvcEntry entry, List<FileFailure> failures, CancellationToken cancellation) =>
        entry.Header.PayloadAbi == KvcHeader.OldPayloadAbi ? eviction.RunAfterwards(directory.GoalAfterStore(entry.Key), failures, cancellation) : [];

    /// <summary>
    /// Whether a copy may replace its original: the original is still there, and only its hits have changed in the meantime. The method
    /// then writes the new hits into the copy.
    /// </summary>
    internal static bool TakesOver(NewFile copy, KvcHeader header, KvcEntry original)
    {
        if (DirectoryState.StillThere(original) is not { } current)
        {
            return false;
        }

        if (current.Header.Hits != original.Header.Hits)
        {
            Span<byte> bytes = stackalloc byte[KvcHeader.Size];
            (header with { Hits = current.Header.Hits }).Format(bytes);
            copy.Rewrite(bytes);
        }

        return true;
    }

    private static KvcEntry? Now(KvcEntry entry) => DirectoryScan.TryReadEntry(entry.Path, entry.Key, out var now, out _) ? now : null;

    /// <summary>
    /// Creates the map from the ids of the file and the newer ids of the server. A file has the newest id of a block first, so the
    /// method adds the file's last id first.
    /// </summary>
    private static byte[] MergedTools(FileStream file, KvcEntry entry, ReadOnlyMemory<byte> text, ToolMemory tools, out bool hasNewIds)
    {
        var onDisk = new ToolMemory();
        if (entry.Header.Extensions.HasFlag(KvcExtensions.ToolMap))
        {
            file.Position = entry.FileBytes - entry.TrailerBytes;
            new ToolMapReader(file, entry.TrailerBytes).ReadInto(onDisk, wanted: null, new ToolBlockSet(text));
        }

        var merged = new ToolMemory();
        merged.PutAll(onDisk.NewestFirst);
        var known = ToolMap.Format(text.Span, merged);
        merged.PutAll(tools.NewestFirst.Reverse());
        var all = ToolMap.Format(text.Span, merged);
        hasNewIds = !all.AsSpan().SequenceEqual(known);
        return all;
    }
}
