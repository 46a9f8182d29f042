using KvCache.Interop;

namespace KvCache;

/// <summary>
/// A folder of checkpoints, named by the SHA-1 of their texts, kept within a budget. Safe for all threads and for many
/// processes at once, ds4 among them: what changes names holds the folder's lock (which ds4 does not know), and a file
/// comes into being complete, by a rename, or not at all.
/// </summary>
/// <remarks>
/// From the second question on (which files fit a prompt, whether the budget is kept), the headers are held in memory and
/// kept true by inotify, about 150 bytes a file. To dispose of the folder ends that; it can be used after it all the same.
/// </remarks>
public sealed partial class CacheFolder : IDisposable
{
    private readonly CacheFolderOptions _options;
    private readonly FolderFiles _files;

    private CacheFolder(string path, CacheFolderOptions options)
    {
        Path = path;
        _options = options;
        _files = new FolderFiles(path);
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>Temporaries that were found abandoned when the folder was opened, and removed.</summary>
    public IReadOnlyList<string> Swept { get; private init; } = [];

    private ulong Now => (ulong)Math.Max(0, _options.Clock.GetUtcNow().ToUnixTimeSeconds());

    /// <summary>
    /// Opens a folder, creating it where it is not there (mode 0700), sweeps abandoned temporaries and keeps the budget.
    /// </summary>
    /// <param name="path">The folder; those above it are created too.</param>
    /// <param name="options">How it is kept; null: the defaults.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="IOException">The folder cannot be created, read or locked.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be created here.</exception>
    public static CacheFolder Open(string path, CacheFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new CacheFolderOptions();
        SafeFiles.CreateFolder(path);
        IReadOnlyList<string> swept;
        using (FolderLock.Take(path))
        {
            swept = Temporaries.Sweep(path, options.Clock.GetUtcNow(), options.ForeignTemporaryAge);
        }

        var folder = new CacheFolder(path, options) { Swept = swept };
        folder.Evict();
        return folder;
    }

    /// <summary>The path of a key's file, whether it is there or not.</summary>
    public string PathOf(KvcKey key) => System.IO.Path.Combine(Path, key.FileName);

    /// <summary>The entries, in the folder's order, read as they are asked for; see <see cref="FolderScan.Entries"/>.</summary>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IEnumerable<KvcEntry> Entries() => FolderScan.Entries(Path);

    /// <summary>The checkpoints that fit a prompt, best first; see <see cref="PrefixLookup"/>.</summary>
    /// <param name="prompt">The prompt; it ends at the first NUL, as ds4's does.</param>
    /// <param name="session">The session that is to load one; where it is not supported, none fits.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyList<KvcEntry> FindPrefixes(ReadOnlySpan<byte> prompt, KvSession session) =>
        session.IsSupported
            ? _files.Read(prompt, (files, whole) => EntriesAt(files, PrefixLookup.Find(files, whole, session, _options.Policy.MinTokens, _options.RejectDifferentQuant)))
            : [];

    /// <summary>
    /// Counts a hit: the file's hits grow by one (never past 2^32-1) and its last use is now. 48 bytes of the header
    /// are written, in one write.
    /// </summary>
    /// <param name="entry">The file, of this folder.</param>
    /// <returns>False where the file is gone or no longer one.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    /// <exception cref="IOException">The file could not be written.</exception>
    public bool Touch(KvcEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        using var held = FolderLock.Take(Path);
        return HeaderTouch.Touch(entry.Path, hits => hits == uint.MaxValue ? hits : hits + 1, Now);
    }

    /// <summary>Removes files until the rest fits the budget.</summary>
    /// <param name="justWritten">A file that stays, unless it alone exceeds the budget.</param>
    /// <returns>The files removed.</returns>
    /// <exception cref="IOException">The folder cannot be read or locked.</exception>
    public IReadOnlyList<KvcEntry> Evict(KvcKey? justWritten = null)
    {
        if (_options.BudgetBytes == 0)
        {
            return [];
        }

        using var held = FolderLock.Take(Path);
        return Remove(PlanEviction(justWritten));
    }

    /// <summary>What <see cref="Evict"/> would remove, in order.</summary>
    /// <param name="justWritten">A file that stays, unless it alone exceeds the budget.</param>
    /// <exception cref="IOException">The folder cannot be read.</exception>
    public IReadOnlyList<KvcEntry> PlanEviction(KvcKey? justWritten = null) =>
        _files.Read(justWritten, (files, key) => EntriesAt(files, EvictionPlan.Victims(files, _options.BudgetBytes, key, Now)));

    /// <summary>Gives up what is held in memory, and the watch on the folder.</summary>
    public void Dispose() => _files.Dispose();

    private KvcEntry[] EntriesAt(ReadOnlySpan<ScannedCheckpoint> files, List<int> indexes)
    {
        var entries = new KvcEntry[indexes.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            entries[i] = files[indexes[i]].EntryIn(Path);
        }

        return entries;
    }

    /// <summary>Removes files in order; the first that cannot be removed ends the pass, as in ds4.</summary>
    private static List<KvcEntry> Remove(IReadOnlyList<KvcEntry> victims)
    {
        var removed = new List<KvcEntry>();
        foreach (var victim in victims)
        {
            try
            {
                File.Delete(victim.Path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                break;
            }

            removed.Add(victim);
        }

        return removed;
    }
}
