namespace KvCache;

/// <summary>How payloads go past the page cache.</summary>
public static class CacheWindow
{
    /// <summary>
    /// The window that is dropped behind a payload's reader or writer, in bytes. With 4 MiB, at most 2,048 pages of a
    /// checkpoint are cached at a time, and the device still gets whole requests.
    /// </summary>
    public const int Bytes = 4 << 20;

    /// <summary>The environment variable that keeps a payload's pages, as ds4 has it: set to anything.</summary>
    public const string KeepPagesVariable = "DS4_KV_KEEP_PAGES";

    /// <summary>The pieces in which a payload is moved, in bytes.</summary>
    internal const int PieceBytes = 1 << 20;
}
