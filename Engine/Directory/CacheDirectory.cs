using KvCache.Interop;

namespace KvCache;

/// <summary>
/// A directory of checkpoints, named by the SHA-1 of their texts, kept within a budget. Safe for all threads and for many
/// processes at once, ds4 among them: what changes names holds the directory's lock (which ds4 does not know), and a file
/// comes into being complete, by a rename, or not at all.
/// </summary>
/// <remarks>
/// From the second question on (which files fit a prompt, whether the budget is kept), the headers are held in memory and
/// kept true by inotify, about 150 bytes a file. To dispose of the directory ends that; it can be used after it all the same.
/// Each operation that needs the directory's lock waits for it no longer than <see cref="CacheDirectoryOptions.LockTimeout"/>,
/// and ends with an <see cref="IOException"/> that says who holds it.
/// </remarks>
public sealed class CacheDirectory : IDisposable
{
    private readonly DirectoryState _state;
    private readonly Eviction _eviction;

    private CacheDirectory(DirectoryState state)
    {
        _state = state;
        _eviction = new Eviction(state);
    }

    /// <summary>The directory.</summary>
    public string Path => _state.Path;

    /// <summary>TemporaryFiles that were found abandoned when the directory was opened, and removed.</summary>
    public IReadOnlyList<string> Swept { get; private init; } = [];

    /// <summary>What was removed for the budget when the directory was opened.</summary>
    public EvictionResult OpeningEviction { get; private set; } = EvictionResult.Nothing;

    /// <summary>
    /// What its owner should know about the directory, in sentences: that others may open it, and so hold its lock and stop
    /// each save. Empty: nothing.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>
    /// Opens a directory, creating it where it is not there (mode 0700), sweeps abandoned temporaries and keeps the budget.
    /// </summary>
    /// <param name="path">The directory; those above it are created too.</param>
    /// <param name="options">How it is kept; null: the defaults.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be created, read or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The directory may not be created here.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public static CacheDirectory Open(string path, CacheDirectoryOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new CacheDirectoryOptions();
        SafeFiles.CreateDirectory(path);
        var state = new DirectoryState(path, options);
        IReadOnlyList<string> swept;
        using (state.Lock(cancellation))
        {
            swept = TemporaryFiles.Sweep(path, options.Clock.GetUtcNow(), options.ForeignTemporaryAge);
        }

        var directory = new CacheDirectory(state) { Swept = swept, Warnings = DirectoryWarnings.Of(path) };
        directory.OpeningEviction = directory.Evict(cancellation);
        return directory;
    }

    /// <summary>The path of a key's file, whether it is there or not.</summary>
    public string PathOf(KvcKey key) => _state.PathOf(key);

    /// <summary>The entries, in the directory's order, read as they are asked for; see <see cref="DirectoryScan.Entries"/>.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public IEnumerable<KvcEntry> Entries() => DirectoryScan.Entries(Path);

    /// <summary>
    /// The checkpoints that fit a prompt, best first; see <see cref="PrefixLookup"/>. A file that a load of this object
    /// could not read is left out until another one takes its place.
    /// </summary>
    /// <param name="prompt">The prompt; it ends at the first NUL, as ds4's does.</param>
    /// <param name="session">The session that is to load one; where it is not supported, none fits.</param>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public IReadOnlyList<KvcEntry> FindPrefixes(ReadOnlySpan<byte> prompt, KvSession session) => _state.FindPrefixes(prompt, session);

    /// <summary>
    /// Loads the longest checkpoint for a prompt. Where it is refused, or the disk cannot read it, the next best follows.
    /// The file that was loaded is touched; one of payload ABI 0 is removed if it has more tokens than
    /// <see cref="StorePolicy.ColdMaxTokens"/>. A file whose payload contradicts its header is removed; others that are
    /// refused stay. If a touch or a removal fails, that is part of the result.
    /// </summary>
    /// <param name="request">The prompt, the session, and where the payload goes.</param>
    /// <param name="cancellation">Ends the load before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>The file that was loaded, if one fits, and those that were refused before it.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="KvcFormatException">
    /// The disk could read a part of a payload only, and the destination cannot be set back (<see cref="LoadRequest.Restart"/>).
    /// Another load passes the file over.
    /// </exception>
    /// <exception cref="IOException">The directory could not be read, or the destination not written.</exception>
    /// <exception cref="OperationCanceledException">The load was cancelled before the payload was delivered.</exception>
    public LoadResult Load(LoadRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new CheckpointLoad(_state).Run(request, cancellation);
    }

    /// <summary>
    /// Stores a checkpoint: writes a temporary file, makes it durable, makes room for it in the budget, renames it, and makes
    /// the directory durable. At any moment the directory has the old file or the new one, each complete. A usable file of
    /// the same text stays, if its text, payload and tool map can be read to their ends; so does one of another model or of
    /// a newer program. What fails after the rename is part of the result. In payload ABI 0, the budget is kept after the
    /// rename, as in ds4 before May 2026.
    /// </summary>
    /// <param name="request">The checkpoint.</param>
    /// <param name="cancellation">Ends the store before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>What became of it: one that is not worth a file, or does not fit, is no exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="IOException">The payload could not be read or is not of the promised length, or the file could not be written or made durable.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written here.</exception>
    /// <exception cref="OperationCanceledException">The store was cancelled; nothing was changed.</exception>
    public StoreResult Store(StoreRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new CheckpointStore(_state, _eviction).Run(request, cancellation);
    }

    /// <summary>
    /// Takes over a whole file, header, text, payload and all, as another directory had it: writes a temporary, loads it to
    /// see that it is sound, makes it durable and renames it. A sound file that the key has already is left alone, and so
    /// is one of a newer program. The budget is not looked at.
    /// </summary>
    /// <param name="key">The key, which the text must have.</param>
    /// <param name="file">The file's bytes, read to their end.</param>
    /// <param name="cancellation">Ends the import before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>
    /// Stored; or Kept or ForeignFile, where the key has such a file already, and <paramref name="file"/> was not read.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="KvcFormatException">The file is not sound: nothing was changed.</exception>
    /// <exception cref="IOException">The bytes could not be read, or the file not written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written here.</exception>
    /// <exception cref="OperationCanceledException">The import was cancelled; nothing was changed.</exception>
    public StoreResult Import(KvcKey key, Stream file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new CheckpointImport(_state).Run(new CacheFileName(key, OtherSpelling: null), file, cancellation);
    }

    /// <summary>
    /// Takes over the system prompt of ds4's agent as another directory had it, as <see cref="Import"/> does. Its file has a
    /// fixed name, so any text is accepted, but a payload is required. A sound system prompt of any model stays.
    /// </summary>
    /// <param name="file">The file's bytes, read to their end.</param>
    /// <param name="cancellation">Ends the import before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>Stored; or Kept or ForeignFile if the directory has such a file already, and <paramref name="file"/> was not read.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="KvcFormatException">The file is not sound: nothing was changed.</exception>
    /// <exception cref="IOException">The bytes could not be read, or the file not written.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be written here.</exception>
    /// <exception cref="OperationCanceledException">The import was cancelled; nothing was changed.</exception>
    public StoreResult ImportSystemPrompt(Stream file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new CheckpointImport(_state).Run(CacheFileName.SystemPrompt, file, cancellation);
    }

    /// <summary>
    /// Counts a hit: the file's hits grow by one (never past 2^32-1) and its last use is now. 48 bytes of the header
    /// are written, in one write.
    /// </summary>
    /// <param name="entry">The file, of this directory.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>False where the file is gone or no longer one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="IOException">The file could not be written, or the directory not locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool Touch(KvcEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _state.CountHit(entry, cancellation);
    }

    /// <summary>
    /// Removes files of the directory's generation until the rest fits the budget. A file that cannot be removed still
    /// counts, and others go in its place.
    /// </summary>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>The files removed, and those that could not be.</returns>
    /// <exception cref="IOException">The directory cannot be read or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; nothing was removed.</exception>
    public EvictionResult Evict(CancellationToken cancellation = default) => _eviction.Run(_state.Goal, cancellation);

    /// <summary>What <see cref="Evict"/> would remove, in order, if each file can be removed.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    public IReadOnlyList<KvcEntry> PlanEviction() => _state.PlanEviction(_state.Goal);

    /// <summary>
    /// Removes a checkpoint that was loaded, because the prefill of the rest of the prompt failed: ds4 does so since May
    /// 2026. Another file that has taken the name since stays, and so does one of a newer program.
    /// </summary>
    /// <param name="entry">The file, from <see cref="LoadResult.Entry"/>.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>Whether the file was removed; false too if it is gone.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="IOException">The file could not be removed, or the directory not locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be removed.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool DiscardAfterFailedPrefill(KvcEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _state.Discard(entry, cancellation);
    }

    /// <summary>
    /// Reads tool calls from the tool maps of all files of a session's model, also of files that do not fit the session
    /// otherwise. Maps that cannot be read are passed over.
    /// </summary>
    /// <param name="session">The session; only its model and generation matter.</param>
    /// <param name="wanted">Which ids are wanted.</param>
    /// <param name="tools">Where the ids go.</param>
    /// <returns>How many ids were read.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="wanted"/> or <paramref name="tools"/> is null.</exception>
    /// <exception cref="IOException">The directory cannot be read, or descriptors or memory are short.</exception>
    public int RestoreTools(KvSession session, Predicate<ReadOnlyMemory<byte>> wanted, ToolMemory tools)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        ArgumentNullException.ThrowIfNull(tools);
        var count = 0;
        foreach (var entry in Entries())
        {
            if (session.CanLoad(entry.Header) && entry.Header.Extensions.HasFlag(KvcExtensions.ToolMap))
            {
                count += KvcReader.ReadToolMap(entry, wanted, tools);
            }
        }

        return count;
    }

    /// <summary>
    /// Removes all checkpoints of payload ABI 0, which ds4 since May 2026 neither uses nor removes, and an agent's system
    /// prompt of that ABI.
    /// </summary>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>The files removed, and those that could not be.</returns>
    /// <exception cref="IOException">The directory cannot be read or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; nothing was removed.</exception>
    public EvictionResult RemoveStale(CancellationToken cancellation = default) => _eviction.RemoveStale(cancellation);

    /// <summary>Gives up what is held in memory, and the watch on the directory.</summary>
    public void Dispose() => _state.Dispose();
}
