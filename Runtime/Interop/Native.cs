using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>
/// The imported functions of the C library, for glibc and musl. The marshaller holds the handle during each call (<c>DangerousAddRef</c>),
/// so another thread cannot close the descriptor during the call, and no other file can get its number.
/// </summary>
/// <remarks>
/// Five calls go through <c>syscall(2)</c>. <c>cachestat</c> has no wrapper function in glibc, <c>statx</c>, <c>preadv2</c> and
/// <c>pwritev2</c> have none in musl before 1.2.5, and <c>fstat</c> has none in glibc before 2.33. The declarations are for 64-bit kernels
/// only, where <c>off_t</c> is a <c>long</c>.
/// </remarks>
internal static partial class Native
{
    internal const int AdviceNormal = 0;
    internal const int AdviceRandom = 1;
    internal const int AdviceSequential = 2;
    internal const int AdviceWillNeed = 3;
    internal const int AdviceDontNeed = 4;

    internal const uint SyncWaitBefore = 1;
    internal const uint SyncWrite = 2;
    internal const uint SyncWaitAfter = 4;

    internal const int ProtectRead = 1;
    internal const int MapShared = 1;

    internal const int OpenReadOnly = 0;
    internal const int OpenWriteOnly = 1;
    internal const int OpenNonBlocking = 0x800;
    internal const int OpenCloseOnExec = 0x80000;
    internal const int OpenPathOnly = 0x200000;

    internal const int GetDescriptorFlags = 1;
    internal const int GetFlags = 3;
    internal const int CloseOnExec = 1;
    internal const int AccessMode = 3;

    internal const int AtEmptyPath = 0x1000;

    /// <summary><c>posix_fadvise</c>, which returns the error number and does not set <c>errno</c>.</summary>
    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    internal static partial int FileAdvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    internal static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FileDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FileSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint CacheStat(nint number, SafeFileHandle file, CacheStatRange* range, CacheStat* result, uint flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint StatX(nint number, SafeFileHandle file, byte* path, int flags, uint mask, StatX* result);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint Stat(nint number, SafeFileHandle file, byte* result);

    /// <summary><c>preadv2</c> or <c>pwritev2</c>, according to <paramref name="number"/>.</summary>
    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static unsafe partial nint MoveVector2(nint number, SafeFileHandle file, IoVector* vectors, nint count, nint offset, nint high, int flags);

    [LibraryImport("libc", EntryPoint = "preadv", SetLastError = true)]
    internal static unsafe partial nint ReadVector(SafeFileHandle file, IoVector* vectors, int count, long offset);

    [LibraryImport("libc", EntryPoint = "pwritev", SetLastError = true)]
    internal static unsafe partial nint WriteVector(SafeFileHandle file, IoVector* vectors, int count, long offset);

    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    internal static unsafe partial nint Read(SafeFileHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static unsafe partial nint Write(SafeFileHandle file, byte* buffer, nuint count, long offset);

    [LibraryImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    internal static unsafe partial int FileSystemStatus(SafeFileHandle file, StatFs* result);

    [LibraryImport("libc", EntryPoint = "mmap", SetLastError = true)]
    internal static partial nint Map(nint address, nint length, int protection, int flags, SafeFileHandle file, long offset);

    [LibraryImport("libc", EntryPoint = "munmap", SetLastError = true)]
    internal static partial int Unmap(nint address, nint length);

    [LibraryImport("libc", EntryPoint = "mincore", SetLastError = true)]
    internal static unsafe partial int InCore(nint address, nint length, byte* pages);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(SafeFileHandle file, int command);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int Control(int file, int command);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static unsafe partial nint Write(int file, byte* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    internal static unsafe partial int Clock(int clock, long* time);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial SafeFileHandle Open(string path, int flags);
}
