using IoPolicy;

namespace KvCache;

/// <summary>How payloads go past the page cache.</summary>
public static class CacheWindow
{
    /// <summary>
    /// The most bytes of a checkpoint that are cached while it is read or written. With the default of 16 MiB, that is 4,096
    /// pages of 4 KiB, and a save is as fast as the device.
    /// </summary>
    public const int Bytes = DropBehindStream.DefaultWindowBytes;

    /// <summary>The environment variable that keeps a payload's pages, as ds4 has it: set to anything.</summary>
    public const string KeepPagesVariable = "DS4_KV_KEEP_PAGES";

    /// <summary>The pieces in which a payload is moved, in bytes.</summary>
    internal const int PieceBytes = 1 << 20;
}
