namespace KvCache;

/// <summary>
/// Gives a file the tool calls of its text that it does not have. The file is written anew, beside the old one: ds4 cuts
/// its trailer off and writes another in place, which a crash can leave half done, and drops the ids that only the file
/// knew.
/// </summary>
internal sealed class ToolMapRenewal(DirectoryState directory, Eviction eviction)
{
    /// <summary>Adds the tool calls of a store to the file that it found.</summary>
    /// <param name="entry">The file, which is whole and usable.</param>
    /// <param name="old">The same file, open.</param>
    /// <param name="request">The store.</param>
    /// <param name="failures">What could not be done beside that.</param>
    /// <param name="cancellation">Ends the copying and the wait for the lock.</param>
    internal StoreResult Run(KvcEntry entry, FileStream old, StoreRequest request, List<FileFailure> failures, CancellationToken cancellation)
    {
        // A title stands where a tool map would: the copy would lose it.
        if (request.Tools is null || entry.Header.IsNewer || entry.Header.Extensions.HasFlag(KvcExtensions.SessionTitle))
        {
            return new StoreResult(StoreOutcome.Kept, entry, []);
        }

        var trailer = MergedTools(old, entry, request.Text, request.Tools, out var isNews);
        if (!isNews || !FileBudget.Of(directory.Options.BudgetBytes, entry.Header.TextBytes, entry.Header.PayloadBytes, (ulong)trailer.Length).Fits)
        {
            return new StoreResult(StoreOutcome.Kept, entry, []);
        }

        var header = entry.Header with { Extensions = entry.Header.Extensions | KvcExtensions.ToolMap, LastUsed = directory.Now };
        using var copy = NewFile.Create(directory, entry.Key.FileName, entry.Key, file => KvcWriter.Renew(file, old, header, request.Text, trailer), cancellation);
        return copy.TryPublish(() => TakesOver(copy, header, entry), failures, cancellation)
            ? new StoreResult(StoreOutcome.ToolMapAdded, Now(entry), EvictAfterwards(entry, failures, cancellation)) { Failures = failures }
            : new StoreResult(StoreOutcome.Kept, Now(entry), []);
    }

    /// <summary>Since May 2026, ds4 evicts before it writes a new file, and not otherwise.</summary>
    private IReadOnlyList<KvcEntry> EvictAfterwards(KvcEntry entry, List<FileFailure> failures, CancellationToken cancellation) =>
        entry.Header.PayloadAbi == KvcHeader.OldPayloadAbi ? eviction.RunAfterwards(directory.GoalAfterStore(entry.Key), failures, cancellation) : [];

    /// <summary>
    /// Whether a copy may take its original's place: that is still there, and nothing but its hits has changed while it
    /// was copied. The hits are kept.
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
    /// The map of what the file knows and, newer than that, what the server remembers. A file has the newest id of a
    /// block first: the last one of the file is put first.
    /// </summary>
    private static byte[] MergedTools(FileStream file, KvcEntry entry, ReadOnlyMemory<byte> text, ToolMemory tools, out bool isNews)
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
        isNews = !all.AsSpan().SequenceEqual(known);
        return all;
    }
}
