using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

/// <summary>
/// <c>struct statx</c> of <c>linux/stat.h</c>, with the fields that the runtime uses, and the flags that request them. Unlike
/// <c>struct stat</c>, it has the same layout on every architecture.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatX
{
    internal const uint Type = 0x1;

    /// <summary>Requests the time of the last write, which stays 0 if <c>statx</c> is unavailable.</summary>
    internal const uint Modified = 0x40;

    internal const uint ChangeTime = 0x80;
    internal const uint Inode = 0x100;
    internal const uint Size = 0x200;

    /// <summary>Requests the type, mode, links, user, group, inode and size.</summary>
    internal const uint Basic = 0x31F;

    private const ushort FormatMask = 0xF000;
    private const ushort RegularFormat = 0x8000;
    private const ushort DirectoryFormat = 0x4000;
    private const ushort LinkFormat = 0xA000;
    private const ushort WritePermissions = 0x92;

    [FieldOffset(16)]
    internal uint Links;

    [FieldOffset(20)]
    internal uint User;

    [FieldOffset(24)]
    internal uint Group;

    [FieldOffset(28)]
    internal ushort Mode;

    [FieldOffset(32)]
    internal ulong InodeNumber;

    [FieldOffset(40)]
    internal ulong Length;

    /// <summary>The seconds of the change time (<c>stx_ctime</c>).</summary>
    [FieldOffset(96)]
    internal long ChangedSeconds;

    /// <summary>The nanoseconds of the change time.</summary>
    [FieldOffset(104)]
    internal uint ChangedNanoseconds;

    [FieldOffset(112)]
    internal long ModifiedSeconds;

    [FieldOffset(120)]
    internal uint ModifiedNanoseconds;

    [FieldOffset(136)]
    internal uint DeviceMajor;

    [FieldOffset(140)]
    internal uint DeviceMinor;

    internal readonly bool IsRegular => (Mode & FormatMask) == RegularFormat;

    /// <summary>The change time in nanoseconds since 1970.</summary>
    internal readonly long Changed => (ChangedSeconds * 1_000_000_000) + ChangedNanoseconds;

    internal readonly bool IsLink => (Mode & FormatMask) == LinkFormat;

    /// <summary>Whether anyone has the permission to write.</summary>
    internal readonly bool IsWritable => (Mode & WritePermissions) != 0;

    internal readonly bool IsDirectory => (Mode & FormatMask) == DirectoryFormat;
}
