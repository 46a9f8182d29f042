using KvCache.Interop;

namespace KvCache;

/// <summary>
/// A directory of checkpoints, which are the saved KV caches of prompts. A budget limits their total size. The name of a file is the
/// SHA-1 of its text. All members are thread-safe. Several processes can share the directory, also with ds4, the LLM engine that defines the
/// file format. Each operation that changes names holds the directory's lock, and a rename publishes only complete files. ds4 does
/// not use the lock.
/// </summary>
/// <remarks>
/// From the second query on, the headers are in memory (about 150 bytes a file), and inotify reports changes. Disposing of
/// the directory releases that memory. A disposed directory still works, but each query reads the headers again.
/// An operation waits for the directory's lock up to <see cref="CacheDirectoryOptions.LockTimeout"/>. Then it throws an
/// <see cref="IOException"/> that names the holder.
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

    /// <summary>The abandoned temporary files that were removed when the directory was opened.</summary>
    public IReadOnlyList<string> Swept { get; private init; } = [];

    /// <summary>The files that were evicted when the directory was opened.</summary>
    public EvictionResult OpeningEviction { get; private set; } = EvictionResult.Nothing;

    /// <summary>
    /// Warnings about the directory, one sentence each. For example, another user who may open the directory can hold its lock and
    /// so block each save. Empty if there are none.
    /// </summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>
    /// Opens a directory, or creates it with mode 0700. Removes abandoned temporary files, and evicts files above the budget.
    /// </summary>
    /// <param name="path">The directory. Missing parent directories are created too.</param>
    /// <param name="options">The options; null for the defaults.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The directory cannot be created, read or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to create the directory.</exception>
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

    /// <summary>Gets the path of a key's file. The file need not exist.</summary>
    public string PathOf(KvcKey key) => _state.PathOf(key);

    /// <summary>
    /// Gets the entries in the order in which the file system lists the directory. They are read during the enumeration; see
    /// <see cref="DirectoryScan.Entries"/>.
    /// </summary>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
    public IEnumerable<KvcEntry> Entries() => DirectoryScan.Entries(Path);

    /// <summary>
    /// Finds the checkpoints whose text is the beginning of a prompt, best first; see <see cref="PrefixLookup"/>. Skips a file
    /// that this object could not read, until another file replaces it.
    /// </summary>
    /// <param name="prompt">The prompt. It ends at the first NUL, as in ds4.</param>
    /// <param name="session">The session of the load. If its quantization is not supported, no file fits.</param>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
    public IReadOnlyList<KvcEntry> FindPrefixes(ReadOnlySpan<byte> prompt, KvSession session) => _state.FindPrefixes(prompt, session);

    /// <summary>
    /// Finds the first checkpoint of <see cref="FindPrefixes"/>. This is faster in a large directory, because the search begins with
    /// the longest texts and ends at the first match.
    /// </summary>
    /// <param name="prompt">The prompt. It ends at the first NUL, as in ds4.</param>
    /// <param name="session">The session of the load. If its quantization is not supported, no file fits.</param>
    /// <returns>The checkpoint; null if none fits.</returns>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
    public KvcEntry? FindPrefix(ReadOnlySpan<byte> prompt, KvSession session) => _state.FindPrefix(prompt, session);

    /// <summary>
    /// Loads the longest checkpoint for a prompt, or the next best if that file is refused or unreadable. Counts a hit of the loaded
    /// file, as <see cref="Touch"/> does. Removes a loaded file of payload ABI 0 (from ds4 before May 2026) that has more tokens than
    /// <see cref="StorePolicy.ColdMaxTokens"/>. Also removes a refused file whose payload contradicts its header. Other refused files
    /// stay. The result has the failures to count a hit or to remove a file.
    /// </summary>
    /// <param name="request">The prompt, the session, and the destination of the payload.</param>
    /// <param name="cancellation">Ends the load before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>The loaded file, if a file fits, and the files that were refused before.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="KvcFormatException">
    /// The disk could read only a part of a payload, and the destination cannot restart (<see cref="LoadRequest.Restart"/>).
    /// The next load skips the file.
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
    /// the directory durable. At any moment the directory has the complete old file or the complete new file. An existing file
    /// of the same text stays if the session can load it. A whole file of another model and a file of a newer program stay too. The
    /// result has the failures after the rename. In payload ABI 0, the eviction follows the rename, as in ds4 before May 2026.
    /// </summary>
    /// <param name="request">The checkpoint.</param>
    /// <param name="cancellation">Ends the store before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>The outcome. A checkpoint that is too small or does not fit is an outcome, not an exception.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="IOException">The payload could not be read or is not of the promised length, or the file could not be written or made durable.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write a file in the directory.</exception>
    /// <exception cref="OperationCanceledException">The store was cancelled; nothing was changed.</exception>
    public StoreResult Store(StoreRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return new CheckpointStore(_state, _eviction).Run(request, cancellation);
    }

    /// <summary>
    /// Imports a whole file from another directory: writes a temporary file, validates it by a load, makes it durable and
    /// renames it. An existing file stays if it is sound or of a newer program. Ignores the budget.
    /// </summary>
    /// <param name="key">The key of the text.</param>
    /// <param name="file">The file's bytes, read to their end.</param>
    /// <param name="cancellation">Ends the import before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>
    /// Stored; or Kept or ForeignFile if an existing file stays. In that case, <paramref name="file"/> was not read, unless the existing
    /// file appeared during the import.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="KvcFormatException">The file is not sound, or the process has no permission to open the existing file. Nothing was changed.</exception>
    /// <exception cref="IOException">The bytes could not be read, or the file not written.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write a file in the directory.</exception>
    /// <exception cref="OperationCanceledException">The import was cancelled; nothing was changed.</exception>
    public StoreResult Import(KvcKey key, Stream file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new CheckpointImport(_state).Run(new CacheFileName(key, OtherSpelling: null), file, cancellation);
    }

    /// <summary>
    /// Imports the system prompt of ds4's agent, as <see cref="Import"/> does. The file has a fixed name, so any text is
    /// accepted, but a payload is required. An existing sound system prompt of any model stays.
    /// </summary>
    /// <param name="file">The file's bytes, read to their end.</param>
    /// <param name="cancellation">Ends the import before the next piece of 1 MiB, and the wait for the directory's lock.</param>
    /// <returns>
    /// Stored; or Kept or ForeignFile if an existing file stays. In that case, <paramref name="file"/> was not read, unless the existing
    /// file appeared during the import.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="KvcFormatException">The file is not sound, or the process has no permission to open the existing file. Nothing was changed.</exception>
    /// <exception cref="IOException">The bytes could not be read, or the file not written.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to write a file in the directory.</exception>
    /// <exception cref="OperationCanceledException">The import was cancelled; nothing was changed.</exception>
    public StoreResult ImportSystemPrompt(Stream file, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(file);
        return new CheckpointImport(_state).Run(CacheFileName.SystemPrompt, file, cancellation);
    }

    /// <summary>
    /// Counts a hit: adds one to the file's hits, up to 2^32-1, and sets its last use to now. Writes the first 48 bytes of the
    /// header in one call.
    /// </summary>
    /// <param name="entry">The file, of this directory.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>False if the file is missing, is no longer a checkpoint, or was made by a newer program.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="IOException">The file could not be written, or the directory not locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool Touch(KvcEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _state.CountHit(entry, cancellation);
    }

    /// <summary>
    /// Removes files of the directory's payload ABI until the rest fits the budget. A file that cannot be removed still
    /// counts, so other files are removed instead.
    /// </summary>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>The removed files, and the failures.</returns>
    /// <exception cref="IOException">The directory cannot be read or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; nothing was removed.</exception>
    public EvictionResult Evict(CancellationToken cancellation = default) => _eviction.Run(_state.Goal, cancellation);

    /// <summary>Gets the files that <see cref="Evict"/> would remove, in order, if each file can be removed.</summary>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
    public IReadOnlyList<KvcEntry> PlanEviction() => _state.PlanEviction(_state.Goal);

    /// <summary>
    /// Removes a loaded checkpoint after the prefill of the rest of the prompt failed, as ds4 does since May 2026. Another file that
    /// has replaced it in the meantime stays, and so does a file of a newer program. The live session is lost, so call
    /// <see cref="ContinuedStores.Loaded"/> with 0.
    /// </summary>
    /// <param name="entry">The file, from <see cref="LoadResult.Entry"/>.</param>
    /// <param name="cancellation">Ends the wait for the directory's lock.</param>
    /// <returns>Whether the file was removed.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="IOException">The file could not be removed, or the directory not locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The process has no permission to remove the file.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled.</exception>
    public bool DiscardAfterFailedPrefill(KvcEntry entry, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return _state.Discard(entry, cancellation);
    }

    /// <summary>
    /// Reads tool calls from the tool maps of all files of a session's model, also from files that the session cannot load for another
    /// reason. Skips maps that cannot be read.
    /// </summary>
    /// <param name="session">The session; only its model and payload ABI matter.</param>
    /// <param name="wanted">Decides whether a tool call is wanted, by its id.</param>
    /// <param name="tools">Receives the wanted tool calls.</param>
    /// <returns>The number of wanted tool calls that were read.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="wanted"/> or <paramref name="tools"/> is null.</exception>
    /// <exception cref="IOException">The directory cannot be read, or the process has no free descriptor or memory.</exception>
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
    /// <returns>The removed files, and the failures.</returns>
    /// <exception cref="IOException">The directory cannot be read or locked.</exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; nothing was removed.</exception>
    public EvictionResult RemoveStale(CancellationToken cancellation = default) => _eviction.RemoveStale(cancellation);

    /// <summary>Releases the headers in memory and the watch on the directory.</summary>
    public void Dispose() => _state.Dispose();
}
