using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary><c>struct cachestat_range</c> of <c>linux/mman.h</c>; a length of 0 reaches to the end of the file.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStatRange
{
    internal ulong Offset;
    internal ulong Length;
}

/// <summary><c>struct cachestat</c> of <c>linux/mman.h</c>, in pages.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct CacheStat
{
    internal ulong Cached;
    internal ulong Dirty;
    internal ulong WriteBack;
    internal ulong Evicted;
    internal ulong RecentlyEvicted;
}

/// <summary>
/// <c>struct statx</c> of <c>linux/stat.h</c>, the fields that are used: its layout, unlike that of <c>struct stat</c>,
/// is the same on every architecture.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    internal const uint Type = 0x1;
    internal const uint Inode = 0x100;
    internal const uint Size = 0x200;

    private const ushort FormatMask = 0xF000;
    private const ushort RegularFormat = 0x8000;

    [FieldOffset(28)]
    internal ushort Mode;

    [FieldOffset(32)]
    internal ulong InodeNumber;

    [FieldOffset(40)]
    internal ulong Length;

    [FieldOffset(136)]
    internal uint DeviceMajor;

    [FieldOffset(140)]
    internal uint DeviceMinor;

    internal readonly bool IsRegular => (Mode & FormatMask) == RegularFormat;
}

/// <summary><c>struct statfs</c>: its first word, on every 64-bit architecture but s390x, is the file system's magic number.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatFs
{
    internal const long OverlayFs = 0x794C7630;
    internal const long TmpFs = 0x01021994;
    internal const long RamFs = 0x858458F6;

    [FieldOffset(0)]
    internal long Magic;
}

/// <summary><c>struct iovec</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IoVector
{
    internal byte* Base;
    internal nuint Length;
}
