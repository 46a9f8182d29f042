using System.Runtime.InteropServices;

namespace IoPolicy.Interop;

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
    private const ushort DirectoryFormat = 0x4000;

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

    internal readonly bool IsDirectory => (Mode & FormatMask) == DirectoryFormat;
}
