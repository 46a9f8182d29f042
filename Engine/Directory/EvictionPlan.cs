namespace KvCache;

/// <summary>Which files have to go, in order, for a directory to fit its budget: ds4's order. All members are safe for all threads.</summary>
public static class EvictionPlan
{
    /// <summary>
    /// The files to remove: those of the lowest score, of equal scores the longest unused, of those the first in the
    /// directory; until the rest fits. A file that has just been written is protected, unless it alone exceeds the budget.
    /// </summary>
    /// <param name="entries">All files, in the directory's order.</param>
    /// <param name="budgetBytes">The budget in bytes; 0: nothing goes.</param>
    /// <param name="protectedKey">The key of the file that was just written.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public static IReadOnlyList<KvcEntry> Victims(IReadOnlyList<KvcEntry> entries, ulong budgetBytes, KvcKey? protectedKey, ulong now)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ScannedCheckpoint[] files = [.. entries.Select((entry, index) => ScannedCheckpoint.From(entry) with { Order = index })];
        return [.. Victims(files, budgetBytes, protectedKey, now).Select(index => entries[index])];
    }

    /// <summary>As the other, the indexes of the files to remove, in any order of the files.</summary>
    /// <param name="files">All files.</param>
    /// <param name="budgetBytes">The budget in bytes; 0: nothing goes.</param>
    /// <param name="protectedKey">The key of the file that was just written.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <param name="unremovable">Names of files that count, but cannot be removed; null: none.</param>
    internal static List<int> Victims(
        ReadOnlySpan<ScannedCheckpoint> files, ulong budgetBytes, KvcKey? protectedKey, ulong now, IReadOnlySet<string>? unremovable = null)
    {
        var victims = new List<int>();
        var total = TotalOf(files, protectedKey, out var protectedBytes);
        if (budgetBytes == 0 || total <= budgetBytes)
        {
            return victims;
        }

        protectedKey = protectedBytes > budgetBytes ? null : protectedKey;
        var byWorth = ByWorth(files, protectedKey, now);
        while (total > budgetBytes && byWorth.TryDequeue(out var victim, out _))
        {
            // A protected file does not go in the place of one that cannot.
            if (unremovable is { Count: > 0 } && (unremovable.Contains(files[victim].FileName) || files[victim].Key == protectedKey))
            {
                continue;
            }

            victims.Add(victim);
            total -= (ulong)files[victim].FileBytes;
        }

        return victims;
    }

    /// <summary>The score by which a file is chosen: a protected one has the largest number there is.</summary>
    /// <param name="entry">The file.</param>
    /// <param name="protectedKey">The key of the file that was just written.</param>
    /// <param name="now">Seconds since 1970.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    public static double ScoreOf(KvcEntry entry, KvcKey? protectedKey, ulong now)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return ScoreOf(entry.Key, entry.Header, entry.FileBytes, protectedKey, now);
    }

    private static double ScoreOf(KvcKey key, in KvcHeader header, long fileBytes, KvcKey? protectedKey, ulong now) =>
        key == protectedKey ? double.MaxValue : EvictionScore.Of(header, fileBytes, now);

    /// <summary>The bytes of all files together, and those of the first that is protected.</summary>
    private static ulong TotalOf(ReadOnlySpan<ScannedCheckpoint> files, KvcKey? protectedKey, out ulong protectedBytes)
    {
        var total = 0UL;
        protectedBytes = 0;
        foreach (ref readonly var file in files)
        {
            total += (ulong)file.FileBytes;
            if (protectedBytes == 0 && file.Key == protectedKey)
            {
                protectedBytes = (ulong)file.FileBytes;
            }
        }

        return total;
    }

    /// <summary>Few files go and many stay, so a heap: it does not sort those that stay. The order makes it stable.</summary>
    private static PriorityQueue<int, (double Score, ulong LastUsed, long Order)> ByWorth(ReadOnlySpan<ScannedCheckpoint> files, KvcKey? protectedKey, ulong now)
    {
        var worths = new List<(int, (double, ulong, long))>(files.Length);
        for (var i = 0; i < files.Length; i++)
        {
            ref readonly var file = ref files[i];
            worths.Add((i, (ScoreOf(file.Key, file.Header, file.FileBytes, protectedKey, now), file.Header.LastUsed, file.Order)));
        }

        return new PriorityQueue<int, (double, ulong, long)>(worths);
    }
}
