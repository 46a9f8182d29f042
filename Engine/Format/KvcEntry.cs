namespace KvCache;

/// <summary>A cache file whose header and length agree. The text's hash and the payload have not been looked at. Immutable.</summary>
/// <param name="Key">The text's hash, by the file's name; zeros for the system prompt, whose name is fixed.</param>
/// <param name="Path">The file.</param>
/// <param name="Header">Its header.</param>
/// <param name="FileBytes">Its length in bytes.</param>
public sealed record KvcEntry(KvcKey Key, string Path, KvcHeader Header, long FileBytes)
{
    /// <summary>The file's name, which may spell the key in upper case.</summary>
    public string FileName => System.IO.Path.GetFileName(Path);

    /// <summary>The bytes behind the payload: the tool map's, or what else stands there.</summary>
    public long TrailerBytes => FileBytes - Header.PayloadOffset - (long)Header.PayloadBytes;
}
