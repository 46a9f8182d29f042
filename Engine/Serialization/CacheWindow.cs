using IoPolicy;

namespace KvCache;

/// <summary>The settings that keep payloads out of the page cache.</summary>
public static class CacheWindow
{
    /// <summary>
    /// The largest number of bytes of a checkpoint that are cached during a read or write. The default of 16 MiB is 4,096 pages
    /// of 4 KiB, and a save is as fast as the device.
    /// </summary>
    public const int Bytes = DropBehindStream.DefaultWindowBytes;

    /// <summary>The environment variable that keeps a payload's pages, as in a change proposed for ds4. Any value sets it.</summary>
    public const string KeepPagesVariable = "DS4_KV_KEEP_PAGES";

    /// <summary>The size of each read and write of a payload, in bytes.</summary>
    internal const int PieceBytes = 1 << 20;
}
