using System.Text;

namespace KvCache;

/// <summary>
/// A file of a cache file's name, as a scan found it. Without its path, so that many can be held: about a hundred bytes
/// each. Immutable.
/// </summary>
public readonly record struct ScannedFile
{
    /// <summary>The text's hash, by the file's name.</summary>
    public required KvcKey Key { get; init; }

    /// <summary>The file's name where it is not the key's own, but another spelling of it; else null.</summary>
    internal string? OtherName { get; init; }

    /// <summary>Its header; all zero where there is a fault.</summary>
    public KvcHeader Header { get; init; }

    /// <summary>Its length in bytes; 0 where it could not be opened.</summary>
    public long FileBytes { get; init; }

    /// <summary>Why it is no checkpoint; null where header and length agree.</summary>
    public KvcFault? Fault { get; init; }

    /// <summary>The file's name.</summary>
    public string FileName => OtherName ?? Key.FileName;

    /// <summary>Writes the file's name, all ASCII, and leaves what is behind it as it is.</summary>
    internal void WriteFileName(Span<byte> name)
    {
        if (OtherName is null)
        {
            Key.FormatFileName(name);
        }
        else
        {
            _ = Encoding.ASCII.GetBytes(OtherName, name);
        }
    }

    /// <summary>The file's path in the folder that was scanned.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    public string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>The file as an entry of the folder that was scanned. Only where there is no fault.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="folder"/> is null.</exception>
    public KvcEntry EntryIn(string folder) => new(Key, PathIn(folder), Header, FileBytes);

    /// <summary>An entry without its path.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="entry"/> is null.</exception>
    public static ScannedFile Of(KvcEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        return new ScannedFile
        {
            Key = entry.Key,
            OtherName = entry.FileName == entry.Key.FileName ? null : entry.FileName,
            Header = entry.Header,
            FileBytes = entry.FileBytes,
        };
    }
}
