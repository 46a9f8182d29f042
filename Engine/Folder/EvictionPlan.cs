namespace KvCache;

/// <summary>Which files have to go, in order, for a folder to fit its budget.</summary>
public static class EvictionPlan
{
    /// <summary>
    /// The files to remove: those of the lowest score, of equal scores the longest unused, of those the first in the
    /// folder; until the rest fits. A file that has just been written is protected, unless it alone exceeds the budget.
    /// </summary>
    /// <param name="entries">All files, in the folder's order.</param>
    /// <param name="budgetBytes">The budget in bytes; 0: nothing goes.</param>
    /// <param name="protectedKey">The key of the file that was just written.</param>
    /// <param name="now">Seconds since 1970.</param>
    public static IReadOnlyList<KvcEntry> Victims(IReadOnlyList<KvcEntry> entries, ulong budgetBytes, KvcKey? protectedKey, ulong now)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var total = entries.Aggregate(0UL, (sum, entry) => sum + (ulong)entry.FileBytes);
        if (budgetBytes == 0 || total <= budgetBytes)
        {
            return [];
        }

        var spared = entries.FirstOrDefault(entry => entry.Key == protectedKey) is { } own && (ulong)own.FileBytes > budgetBytes
            ? null
            : protectedKey;
        var victims = new List<KvcEntry>();
        foreach (var entry in ByWorth(entries, spared, now))
        {
            if (total <= budgetBytes)
            {
                break;
            }

            victims.Add(entry);
            total -= (ulong)entry.FileBytes;
        }

        return victims;
    }

    /// <summary>The score by which a file is chosen: a protected one has the largest number there is.</summary>
    public static double ScoreOf(KvcEntry entry, KvcKey? protectedKey, ulong now)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return entry.Key == protectedKey ? double.MaxValue : EvictionScore.Of(entry.Header, entry.FileBytes, now);
    }

    /// <summary>A stable sort, so that of equals the first in the folder comes first.</summary>
    private static IOrderedEnumerable<KvcEntry> ByWorth(IReadOnlyList<KvcEntry> entries, KvcKey? protectedKey, ulong now) =>
        entries.OrderBy(entry => ScoreOf(entry, protectedKey, now)).ThenBy(entry => entry.Header.LastUsed);
}
