namespace KvCache;

/// <summary>Chooses the files to remove until a directory fits its budget, in ds4's order. All members are thread-safe.</summary>
public static class EvictionPlan
{
    /// <summary>
    /// Gets the files to remove until the rest fits, the lowest score first. Among equal scores, the longest unused file comes
    /// first, then the first in the directory. Files of a newer program (<see cref="KvcHeader.IsNewer"/>) count, but stay.
    /// </summary>
    /// <param name="entries">All files, in the order in which the file system lists the directory.</param>
    /// <param name="goal">The goal.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> or <paramref name="goal"/> is null.</exception>
    public static IReadOnlyList<KvcEntry> Victims(IReadOnlyList<KvcEntry> entries, EvictionGoal goal)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentNullException.ThrowIfNull(goal);
        return [.. Victims(FilesOf(entries), goal).Select(index => entries[index])];
    }

    /// <summary>
    /// Gets the score by which <see cref="Victims(IReadOnlyList{KvcEntry}, EvictionGoal)"/> sorts a file. A protected file has the highest
    /// possible score.
    /// </summary>
    /// <param name="entry">The file.</param>
    /// <param name="goal">The goal.</param>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> or <paramref name="goal"/> is null.</exception>
    public static double ScoreOf(KvcEntry entry, EvictionGoal goal)
    {
        ArgumentNullException.ThrowIfNull(entry);
        ArgumentNullException.ThrowIfNull(goal);
        return ScoresOf(FilesOf([entry]), goal)[0];
    }

    /// <summary>As the other overload, returns the indexes of the files to remove. The files can have any order.</summary>
    internal static List<int> Victims(ReadOnlySpan<ScannedCheckpoint> files, EvictionGoal goal)
    {
        var victims = new List<int>();
        var total = TotalOf(files, goal, out var protectedBytes);
        if (HasRoom(total, goal) || goal.ExtraBytes > goal.BudgetBytes)
        {
            return victims;
        }

        var order = ByWorth(files, protectedBytes > goal.BudgetBytes ? goal with { ProtectedKey = null } : goal);
        while (!HasRoom(total, goal) && order.TryDequeue(out var victim, out _))
        {
            victims.Add(victim);
            total -= (ulong)files[victim].FileBytes;
        }

        return victims;
    }

    /// <summary>Whether the files fit the budget.</summary>
    internal static bool HasRoom(ReadOnlySpan<ScannedCheckpoint> files, EvictionGoal goal) => HasRoom(TotalOf(files, goal, out _), goal);

    private static bool HasRoom(ulong total, EvictionGoal goal) =>
        goal.BudgetBytes == 0 || (goal.ExtraBytes <= goal.BudgetBytes && total <= goal.BudgetBytes - goal.ExtraBytes);

    private static ScannedCheckpoint[] FilesOf(IReadOnlyList<KvcEntry> entries) =>
        [.. entries.Select((entry, index) => ScannedCheckpoint.From(entry) with { Order = index })];

    private static bool Counts(in ScannedCheckpoint file, EvictionGoal goal) =>
        file.Header.PayloadAbi == goal.PayloadAbi && file.Key != goal.ReplacedKey;

    /// <summary>The total bytes of the files, and the bytes of the first protected file.</summary>
    private static ulong TotalOf(ReadOnlySpan<ScannedCheckpoint> files, EvictionGoal goal, out ulong protectedBytes)
    {
        var total = 0UL;
        protectedBytes = 0;
        foreach (ref readonly var file in files)
        {
            if (!Counts(file, goal))
            {
                continue;
            }

            total += (ulong)file.FileBytes;
            if (protectedBytes == 0 && file.Key == goal.ProtectedKey)
            {
                protectedBytes = (ulong)file.FileBytes;
            }
        }

        return total;
    }

    /// <summary>
    /// Orders the removable files, the next to remove first. Usually few files are removed, so a heap is cheaper than a sort of all files.
    /// The directory's order decides between equal files.
    /// </summary>
    private static PriorityQueue<int, (double Score, ulong LastUsed, long Order)> ByWorth(ReadOnlySpan<ScannedCheckpoint> files, EvictionGoal goal)
    {
        var scores = ScoresOf(files, goal);
        var worths = new List<(int, (double, ulong, long))>(files.Length);
        for (var i = 0; i < files.Length; i++)
        {
            ref readonly var file = ref files[i];
            if (Counts(file, goal) && IsRemovable(file, goal))
            {
                worths.Add((i, (scores[i], file.Header.LastUsed, file.Order)));
            }
        }

        return new PriorityQueue<int, (double, ulong, long)>(worths);
    }

    /// <summary>Whether the plan may contain the file. If some file cannot be removed, the protected file must not take its place.</summary>
    private static bool IsRemovable(in ScannedCheckpoint file, EvictionGoal goal) =>
        !file.Header.IsNewer
        && (goal.Unremovable.Count == 0 || (!goal.Unremovable.Contains(file.FileName) && file.Key != goal.ProtectedKey));

    private static double[] ScoresOf(ReadOnlySpan<ScannedCheckpoint> files, EvictionGoal goal)
    {
        var scores = new double[files.Length];
        var candidates = new List<(uint TextBytes, int Index)>();
        for (var i = 0; i < files.Length; i++)
        {
            ref readonly var file = ref files[i];
            scores[i] = file.Key == goal.ProtectedKey ? double.MaxValue : EvictionScore.Of(file.Header, file.FileBytes, goal.Now);
            if (file.Header.PayloadAbi == KvcHeader.CurrentPayloadAbi && goal.Incoming is { } incoming && incoming.MayOutgrow(file.Header))
            {
                candidates.Add((file.Header.TextBytes, i));
            }
        }

        if (candidates.Count > 0)
        {
            candidates.Sort();
            using var hashes = new PrefixHashes(goal.Incoming!.Text.Span);
            foreach (var (textBytes, index) in candidates)
            {
                if (files[index].Key == hashes.KeyAt((int)textBytes))
                {
                    scores[index] = EvictionScore.OfOutgrown(files[index].Header, files[index].FileBytes, goal.Now);
                }
            }
        }

        return scores;
    }
}
