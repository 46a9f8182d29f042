namespace KvCache;

/// <summary>A cache file whose header and length agree. The text's hash and the payload have not been checked. Immutable.</summary>
/// <param name="Key">The text's hash, from the file's name; zeros for the system prompt, whose name is fixed.</param>
/// <param name="Path">The file.</param>
/// <param name="Header">The file's header.</param>
/// <param name="FileBytes">The file's length in bytes.</param>
public sealed record KvcEntry(KvcKey Key, string Path, KvcHeader Header, long FileBytes)
{
    /// <summary>The file's name, which may spell the key in upper case.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The bytes after the payload: a tool map, a title, or other content.</summary>
    public long TrailerBytes => FileBytes - Header.PayloadOffset - (long)Header.PayloadBytes;
}
