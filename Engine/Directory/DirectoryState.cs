namespace KvCache;

/// <summary>The state that all operations on a cache directory share: its path, its options and its files. Thread-safe.</summary>
internal sealed class DirectoryState(string path, CacheDirectoryOptions options) : IDisposable
{
    private readonly SemaphoreSlim _threadQueue = new(1, 1);

    internal string Path => path;

    internal CacheDirectoryOptions Options => options;

    internal DirectoryFiles Files { get; } = new(path);

    internal UnreadableFiles Unreadable { get; } = new();

    internal ulong Now => (ulong)Math.Max(0, options.Clock.GetUtcNow().ToUnixTimeSeconds());

    internal string PathOf(KvcKey key) => System.IO.Path.Combine(path, key.FileName);

    /// <summary>Acquires the directory's lock. The threads of this process queue, so that only one of them polls.</summary>
    /// <exception cref="IOException">The lock was not free before the timeout, or the directory cannot be opened or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    internal DirectoryLock Lock(CancellationToken cancellation)
    {
        if (!_threadQueue.Wait(options.LockTimeout, cancellation))
        {
            throw DirectoryLock.NotFree(path, options.LockTimeout, "other threads of this process wait for it");
        }

        try
        {
            return DirectoryLock.Acquire(path, options.LockTimeout, options.Clock, cancellation, _threadQueue);
        }
        catch
        {
            _threadQueue.Release();
            throw;
        }
    }

    /// <summary>Finds the checkpoints that fit a prompt, best first, without those that the disk could not read.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal IReadOnlyList<KvcEntry> FindPrefixes(ReadOnlySpan<byte> prompt, KvSession session) =>
        Find(prompt, session, stopAtBest: false).FindAll(entry => !Unreadable.Contains(entry));

    /// <summary>Finds the best of <see cref="FindPrefixes"/>; null if there is none. Examines few files.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal KvcEntry? FindPrefix(ReadOnlySpan<byte> prompt, KvSession session) =>
        Find(prompt, session, stopAtBest: true) is not [var best, ..] ? null
        : !Unreadable.Contains(best) ? best
        : FindPrefixes(prompt, session) is [var next, ..] ? next
        : null;

    /// <summary>The goal of an eviction in the directory's own generation (<see cref="CacheDirectoryOptions.PayloadAbi"/>).</summary>
    internal EvictionGoal Goal => new() { BudgetBytes = options.BudgetBytes, PayloadAbi = options.PayloadAbi, Now = Now };

    /// <summary>Creates the goal of the eviction after a store in payload ABI 0, which protects the new file.</summary>
    internal EvictionGoal GoalAfterStore(KvcKey justWritten) => Goal with { PayloadAbi = KvcHeader.OldPayloadAbi, ProtectedKey = justWritten };

    /// <summary>Gets the files to remove for the budget, in order.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal List<KvcEntry> PlanEviction(EvictionGoal goal) =>
        Files.Read(goal, (files, target) => EntriesAt(files, EvictionPlan.Victims(files, target)));

    /// <summary>Whether the files fit the budget.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal bool HasRoom(EvictionGoal goal) => Files.Read(goal, EvictionPlan.HasRoom);

    /// <summary>Removes a file, unless another file has replaced it or a newer program wrote it. Returns whether it was removed.</summary>
    /// <exception cref="IOException">The file cannot be removed, or the directory cannot be locked.</exception>
    internal bool Discard(KvcEntry entry, CancellationToken cancellation)
    {
        using var held = Lock(cancellation);
        if (StillThere(entry) is not { Header.IsNewer: false })
        {
            return false;
        }

        File.Delete(entry.Path);
        return true;
    }

    /// <summary>
    /// Counts a hit of a file, with the directory locked. False if the file is missing, no longer a checkpoint, or made by a
    /// newer program.
    /// </summary>
    /// <exception cref="IOException">The file cannot be written, or the directory cannot be locked.</exception>
    internal bool CountHit(KvcEntry entry, CancellationToken cancellation)
    {
        using var held = Lock(cancellation);
        return HeaderTouch.Touch(entry.Path, hits => hits == uint.MaxValue ? hits : hits + 1, Now);
    }

    /// <summary>
    /// Gets the current entry of a file if its path still leads to the same file; otherwise null. A hit that was counted in the meantime
    /// makes no difference.
    /// </summary>
    internal static KvcEntry? StillThere(KvcEntry entry) =>
        DirectoryScan.TryReadEntry(entry.Path, entry.Key, out var now, out _)
        && now.FileBytes == entry.FileBytes
        && now.Header.IsSameAs(entry.Header)
            ? now
            : null;

    /// <summary>
    /// Releases the data in memory. The directory still works afterwards. The semaphore needs no disposal, because nothing uses
    /// its handle.
    /// </summary>
    public void Dispose() => Files.Dispose();

    private List<KvcEntry> Find(ReadOnlySpan<byte> prompt, KvSession session, bool stopAtBest) =>
        session.IsSupported
            ? Files.ReadByLength(prompt, (files, lengths, text) => EntriesAt(
                files, PrefixLookup.Find(files, lengths, text, session, options.Policy.MinTokens, options.RejectDifferentQuant, stopAtBest)))
            : [];

    private List<KvcEntry> EntriesAt(ReadOnlySpan<ScannedCheckpoint> files, List<int> indexes)
    {
        var entries = new List<KvcEntry>(indexes.Count);
        foreach (var index in indexes)
        {
            entries.Add(files[index].EntryIn(path));
        }

        return entries;
    }
}
