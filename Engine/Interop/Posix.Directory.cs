using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>Reads the names of a directory by <c>getdents64</c>, many in one call. .NET makes a native call for each name.</summary>
internal static partial class Posix
{
    /// <summary>The offset of the name in struct linux_dirent64, after the inode, the offset, the length and the type.</summary>
    internal const int EntryNameOffset = 19;

    private const int EntryLengthOffset = 16;

    /// <summary>glibc before 2.30 and musl since 1.2.4 export no getdents64, so the call goes through syscall(2).</summary>
    private static readonly nint ReadEntriesNumber = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 or Architecture.Arm => 217,
        Architecture.S390x => 220,
        Architecture.Ppc64le => 202,
        _ => 61, // asm-generic/unistd.h
    };

    /// <summary>Reads entries of a directory. Returns the number of bytes, or 0 at the end.</summary>
    /// <exception cref="IOException">The directory cannot be read.</exception>
    internal static int ReadEntries(SafeFileHandle directory, string path, Span<byte> entries)
    {
        var count = ReadEntries(ReadEntriesNumber, directory, entries, entries.Length);
        return count >= 0 ? (int)count : throw Errno.Exception(path, "the directory cannot be read", Marshal.GetLastPInvokeError());
    }

    /// <summary>Gets the length of the first entry.</summary>
    internal static int EntryLength(ReadOnlySpan<byte> entries) => MemoryMarshal.Read<ushort>(entries[EntryLengthOffset..]);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint ReadEntries(nint number, SafeFileHandle directory, Span<byte> entries, nint count);
}
