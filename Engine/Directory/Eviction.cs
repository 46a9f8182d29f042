namespace KvCache;

/// <summary>Removes files until the rest fits the budget.</summary>
internal sealed class Eviction(DirectoryState directory)
{
    /// <summary>
    /// Removes files in the plan's order. A file that cannot be removed, such as an immutable one, still counts, so other files
    /// are removed instead.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait for the lock was cancelled.</exception>
    internal EvictionResult Run(EvictionGoal goal, CancellationToken cancellation)
    {
        if (goal.BudgetBytes == 0)
        {
            return EvictionResult.Nothing;
        }

        using var held = directory.Lock(cancellation);
        return RunLocked(goal);
    }

    /// <summary>As <see cref="Run"/>, with the directory locked.</summary>
    internal EvictionResult RunLocked(EvictionGoal goal)
    {
        var removed = new List<KvcEntry>();
        var failures = new List<FileFailure>();
        var unremovable = new HashSet<string>();
        for (var failed = -1; failed < unremovable.Count;)
        {
            failed = unremovable.Count;
            foreach (var victim in directory.PlanEviction(goal with { Unremovable = unremovable }))
            {
                if (FileFailure.Try(victim.Path, "the file was not removed", failures, () => Remove(victim.Path)))
                {
                    removed.Add(victim);
                }
                else
                {
                    unremovable.Add(victim.FileName);
                }
            }
        }

        return new EvictionResult(removed, failures);
    }

    /// <summary>
    /// As <see cref="Run"/>, for an eviction after a store. A failure is added to a list and not thrown, because the store has succeeded.
    /// </summary>
    internal IReadOnlyList<KvcEntry> RunAfterwards(EvictionGoal goal, List<FileFailure> failures, CancellationToken cancellation)
    {
        var result = EvictionResult.Nothing;
        FileFailure.Try(directory.Path, "the budget was not kept", failures, () =>
        {
            result = Run(goal, cancellation);
            return true;
        });
        failures.AddRange(result.Failures);
        return result.Removed;
    }

    /// <summary>Removes all files of payload ABI 0.</summary>
    internal EvictionResult RemoveStale(CancellationToken cancellation)
    {
        var removed = new List<KvcEntry>();
        var failures = new List<FileFailure>();
        using var held = directory.Lock(cancellation);
        foreach (var entry in StaleFiles.Checkpoints(directory.Path).ToArray())
        {
            if (FileFailure.Try(entry.Path, "the file was not removed", failures, () => Remove(entry.Path)))
            {
                removed.Add(entry);
            }
        }

        return new EvictionResult(removed, failures);
    }

    private static bool Remove(string path)
    {
        File.Delete(path);
        return true;
    }
}
