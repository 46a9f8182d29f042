using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>The calls of inotify(7), and the file systems on which it reports every change.</summary>
internal static partial class Posix
{
    internal const uint InModify = 0x2;
    internal const uint InAttributes = 0x4;
    internal const uint InMovedFrom = 0x40;
    internal const uint InMovedTo = 0x80;
    internal const uint InCreate = 0x100;
    internal const uint InDelete = 0x200;
    internal const uint InDeleteSelf = 0x400;
    internal const uint InMoveSelf = 0x800;
    internal const uint InUnmount = 0x2000;
    internal const uint InOverflow = 0x4000;
    internal const uint InIgnored = 0x8000;
    internal const uint InOnlyDirectory = 0x1000000;

    /// <summary>The longest name field of an event, in bytes: <c>NAME_MAX</c> (255) and the terminating null.</summary>
    internal const int MaxNameBytes = 256;

    /// <summary>
    /// File systems that only this machine's kernel writes to, by <c>f_type</c> (<c>linux/magic.h</c>; bcachefs and OpenZFS define their own):
    /// ext, XFS, btrfs, tmpfs, overlayfs, F2FS, bcachefs, ZFS.
    /// </summary>
    private static readonly uint[] LocalFileSystems =
        [0xEF53, 0x58465342, 0x9123683E, 0x01021994, 0x794C7630, 0xF2F52010, 0xCA451A4E, 0x2FC12FC1];

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial SafeFileHandle InotifyInit(int flags);

    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int InotifyAddWatch(SafeFileHandle events, string path, uint mask);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(SafeFileHandle file, Span<byte> buffer, nint count);

    /// <summary>Whether a file is on a file system that only this machine writes to. False if that is unknown.</summary>
    internal static bool IsLocal(SafeFileHandle file)
    {
        // f_type is the first field. The first four bytes are its value: on little-endian machines it is a long whose value fits in 32 bits,
        // and on s390 (big-endian) it is an int.
        Span<byte> buffer = stackalloc byte[256];
        return FileSystemStatus(file, buffer) == 0 && LocalFileSystems.Contains(MemoryMarshal.Read<uint>(buffer));
    }

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    private static partial int FileSystemStatus(SafeFileHandle file, Span<byte> buffer);
}
