using IoPolicy;

namespace KvCache;

/// <summary>The settings that keep payloads out of the page cache.</summary>
public static class CacheWindow
{
    /// <summary>
    /// The maximum number of bytes of a checkpoint that are cached during a read or write: 16 MiB, which are 4,096 pages of 4 KiB.
    /// With this size, a save is as fast as the device.
    /// </summary>
    public const int Bytes = DropBehindStream.DefaultWindowBytes;

    /// <summary>The environment variable that keeps a payload's pages cached, as in a change proposed for ds4. Any value has this effect.</summary>
    public const string KeepPagesVariable = "DS4_KV_KEEP_PAGES";

    /// <summary>The size of each read and write of a payload, in bytes.</summary>
    internal const int PieceBytes = 1 << 20;
}
