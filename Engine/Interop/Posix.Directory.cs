using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>The names of a directory, by <c>getdents64</c>: readdir(3) of glibc reads 32 KiB at a time, and .NET makes a string of each name.</summary>
internal static partial class Posix
{
    /// <summary>Where a name begins in struct linux_dirent64, behind its inode, its offset, its length and its kind.</summary>
    internal const int EntryNameOffset = 19;

    private const int EntryLengthOffset = 16;

    /// <summary>musl and glibc before 2.30 export no getdents64, so the call goes through syscall(2).</summary>
    private static readonly nint ReadEntriesNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 or Architecture.Arm => 217,
        Architecture.S390x => 220,
        Architecture.Ppc64le => 202,
        _ => 61, // asm-generic/unistd.h
    };

    /// <summary>Reads entries of a directory. Returns their bytes; 0 at the end.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal static int ReadEntries(SafeFileHandle directory, string path, Span<byte> entries)
    {
        var count = ReadEntries(ReadEntriesNumber, directory, entries, entries.Length);
        return count >= 0 ? (int)count : throw Errno.Exception(path, "the directory cannot be read", Marshal.GetLastPInvokeError());
    }

    /// <summary>The length of the entry that these bytes begin with.</summary>
    internal static int EntryLength(ReadOnlySpan<byte> entries) => MemoryMarshal.Read<ushort>(entries[EntryLengthOffset..]);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint ReadEntries(nint number, SafeFileHandle directory, Span<byte> entries, nint count);
}
