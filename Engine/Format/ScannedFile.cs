using System.Diagnostics.CodeAnalysis;

namespace KvCache;

/// <summary>
/// A file with a cache file's name, as a scan found it: a checkpoint or a faulty file, never both. Only a checkpoint has a
/// header, so a damaged header cannot be scored, matched or counted by mistake. Immutable.
/// </summary>
public readonly record struct ScannedFile
{
    private readonly ScannedCheckpoint _checkpoint;

    internal ScannedFile(in ScannedCheckpoint checkpoint) => _checkpoint = checkpoint;

    internal ScannedFile(FaultyFile faulty) => Faulty = faulty;

    /// <summary>The faulty file; null for a checkpoint.</summary>
    public FaultyFile? Faulty { get; }

    /// <summary>The key in the file's name: the hash of its text, or of its title and creation time. All zeros for the system prompt.</summary>
    public KvcKey Key => Name.Key;

    /// <summary>The file's name.</summary>
    public string FileName => Name.ToString();

    internal CacheFileName Name => Faulty?.Name ?? _checkpoint.Name;

    /// <summary>Gets the checkpoint, or the fault.</summary>
    /// <param name="checkpoint">The checkpoint, if the result is true.</param>
    /// <param name="faulty">The faulty file, if the result is false.</param>
    public bool TryGetCheckpoint(out ScannedCheckpoint checkpoint, [NotNullWhen(false)] out FaultyFile? faulty)
    {
        checkpoint = _checkpoint;
        faulty = Faulty;
        return faulty is null;
    }
}

/// <summary>
/// What a scan keeps of a cache file whose header and length agree. It has no path and needs about a hundred bytes, so that many fit in
/// memory. The text's hash and the payload have not been checked. Immutable.
/// </summary>
public readonly record struct ScannedCheckpoint
{
    internal ScannedCheckpoint(CacheFileName name, in KvcHeader header, long fileBytes)
    {
        Name = name;
        Header = header;
        FileBytes = fileBytes;
    }

    /// <summary>The key in the file's name: the hash of its text, or of its title and creation time. All zeros for the system prompt.</summary>
    public KvcKey Key => Name.Key;

    /// <summary>The file's header.</summary>
    public KvcHeader Header { get; }

    /// <summary>The file's length in bytes.</summary>
    public long FileBytes { get; }

    /// <summary>The file's name.</summary>
    public string FileName => Name.ToString();

    internal CacheFileName Name { get; }

    /// <summary>The position in the directory's order. It decides between files that an eviction or a look-up ranks equally: the lower one comes first.</summary>
    internal long Order { get; init; }

    /// <summary>Creates a checkpoint from an entry.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    public static ScannedCheckpoint From(KvcEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new ScannedCheckpoint(new CacheFileName(entry.Key, OtherSpelling: entry.FileName == entry.Key.FileName ? null : entry.FileName), entry.Header, entry.FileBytes);
    }

    /// <summary>Gets the file's path in the scanned directory.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="directory"/> is null.</exception>
    public string PathIn(string directory) => Name.PathIn(directory);

    /// <summary>Gets the file as an entry of the scanned directory.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="directory"/> is null.</exception>
    public KvcEntry EntryIn(string directory) => new(Key, PathIn(directory), Header, FileBytes);
}

/// <summary>A file with a cache file's name that is no checkpoint. Immutable.</summary>
public sealed record FaultyFile
{
    internal FaultyFile(CacheFileName name, KvcFault fault, long fileBytes)
    {
        Name = name;
        Fault = fault;
        FileBytes = fileBytes;
    }

    /// <summary>The key in the file's name: the hash of its text, or of its title and creation time. All zeros for the system prompt.</summary>
    public KvcKey Key => Name.Key;

    /// <summary>The file's name.</summary>
    public string FileName => Name.ToString();

    /// <summary>The reason why the file is no checkpoint.</summary>
    public KvcFault Fault { get; }

    /// <summary>The file's length in bytes; 0 if it cannot be opened.</summary>
    public long FileBytes { get; }

    /// <summary>Whether a newer program made the file. Such a file is not damaged.</summary>
    public bool IsNewer => Fault.Kind == KvcFaultKind.Newer;

    internal CacheFileName Name { get; }

    /// <summary>Gets the file's path in the scanned directory.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="directory"/> is null.</exception>
    public string PathIn(string directory) => Name.PathIn(directory);
}
