using System.Runtime.InteropServices;
using IoPolicy;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>The system calls that .NET does not offer: open without following a link, lock, and the kind of an open file.</summary>
internal static partial class Posix
{
    internal const int ReadOnly = 0;
    internal const int ReadWrite = 2;

    /// <summary>Opens a file without access to its content, so it does not wait for a pipe and needs no permission.</summary>
    internal const int PathOnly = 0x200000;

    internal const int NonBlocking = 0x800;
    internal const int CloseOnExec = 0x80000;

    /// <summary>POSIX_FADV_RANDOM.</summary>
    private const int RandomAdvice = 1;

    internal const int LockExclusive = 2;
    internal const int LockNow = 4;

    /// <summary>Whether the architecture has its own numbers for O_NOFOLLOW and O_DIRECTORY (<c>asm/fcntl.h</c>).</summary>
    private static readonly bool ArmOrPower =
        RuntimeInformation.ProcessArchitecture is Architecture.Arm or Architecture.Arm64 or Architecture.Ppc64le;

    internal static readonly int NoFollow = ArmOrPower ? 0x8000 : 0x20000;

    internal static readonly int DirectoryOnly = ArmOrPower ? 0x4000 : 0x10000;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int Flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int process, int signal);

    /// <summary>
    /// Opens a file in an open directory by its name (UTF-8, terminated by 0). Returns the descriptor, or -1. The caller keeps
    /// the directory's handle open, because counting its references for each file costs as much as a system call.
    /// </summary>
    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    internal static partial int OpenAt(nint directory, ReadOnlySpan<byte> name, int flags);

    [LibraryImport("libc", EntryPoint = "close")]
    internal static partial int Close(int file);

    /// <summary>Turns readahead off for an open file. If the advice fails, the read brings in more pages.</summary>
    internal static void AdviseRandom(int file) => _ = Advise(file, 0, 0, RandomAdvice);

    /// <summary>
    /// Reads a header's bytes, as far as they exist. Calls pread directly, because RandomAccess first checks by lseek whether the file
    /// can seek. For a hundred thousand headers, this check takes a tenth of the time.
    /// </summary>
    /// <exception cref="IOException">The file could not be read.</exception>
    internal static int ReadHeader([ReadsAtMost(KvcHeader.Size)] SafeFileHandle file, Span<byte> bytes)
    {
        nint count;
        do
        {
            count = ReadAt(file, bytes, KvcHeader.Size, 0);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        return count >= 0 ? (int)count : throw Errno.Exception("The header", "it cannot be read", Marshal.GetLastPInvokeError());
    }

    /// <summary>Reads the header's bytes from a descriptor. Returns the number of bytes, or -1 if the read failed.</summary>
    internal static int ReadHeader(int file, Span<byte> bytes)
    {
        nint count;
        do
        {
            count = ReadAt(file, bytes, KvcHeader.Size, 0);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        return (int)count;
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(int file, nint offset, nint length, int advice);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint ReadAt(int file, Span<byte> bytes, nint count, nint offset);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    private static partial nint ReadAt([ReadsAtMost(KvcHeader.Size)] SafeFileHandle file, Span<byte> bytes, nint count, nint offset);
}

/// <summary>The kind and the identity of an open file.</summary>
internal readonly record struct FileStatus(bool IsRegular, long Length, FileIdentity Identity);

/// <summary>Identifies a file on this machine.</summary>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode);
