using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>The system calls that can be unavailable in a process, each with its replacement.</summary>
[Flags]
internal enum OptionalCall
{
    /// <summary><c>sync_file_range</c>. Replacement: <c>fdatasync</c>.</summary>
    SyncFileRange = 1,

    /// <summary><c>fdatasync</c>. Replacement: <c>fsync</c>.</summary>
    FileDataSync = 2,

    /// <summary><c>fsync</c>. Replacement: <c>fdatasync</c>. If both are unavailable, durable write-back fails.</summary>
    FileSync = 4,

    /// <summary><c>cachestat</c> (Linux 6.5). Replacement: <c>mincore</c>.</summary>
    CacheStat = 8,

    /// <summary><c>statx</c> (Linux 4.11). Replacement: <c>fstat</c>.</summary>
    StatX = 16,

    /// <summary><c>preadv2</c> (Linux 4.6). Replacement: <c>preadv</c>, and windows for uncached reads.</summary>
    ReadVector2 = 32,

    /// <summary><c>pwritev2</c> (Linux 4.6). Replacement: <c>pwritev</c>, and windows for uncached writes.</summary>
    WriteVector2 = 64,

    /// <summary><c>preadv</c>. Replacement: one <c>pread</c> per buffer.</summary>
    ReadVector = 128,

    /// <summary><c>pwritev</c>. Replacement: one <c>pwrite</c> per buffer.</summary>
    WriteVector = 256,

    /// <summary>
    /// <c>fstatfs</c>. Replacement: the file system counts as unknown, write-back is <c>fdatasync</c>, and residency is
    /// unknown.
    /// </summary>
    FileSystemStatus = 512,
}

/// <summary>The system calls that this process cannot make, learned from the first failure of each.</summary>
/// <remarks>
/// <para>
/// A kernel that is too old returns <c>ENOSYS</c>. For a call that a container's seccomp profile does not list, the filter returns
/// <c>ENOSYS</c> too, or <c>EPERM</c> if the container runtime is from before 2021 or the call is not newer than those in the profile. Then
/// the call fails for every file. But <c>EPERM</c> can also concern one file only: <c>cachestat</c> refuses a file that the caller neither
/// owns nor may write. To distinguish these cases, this class makes the call once more, on descriptor −1. A filter returns the same error,
/// because it runs before the kernel examines the descriptor. Without a filter, the kernel returns <c>EBADF</c>.
/// </para>
/// <para>
/// Other calls have no replacement, so this class does not remember them. Without <c>posix_fadvise</c>, advice is unsupported. Without
/// <c>mmap</c> or <c>mincore</c>, a residency figure that needs them is unknown. Without <c>open</c>, .NET itself opens no file.
/// </para>
/// </remarks>
internal static class UnavailableCalls
{
    private static readonly SafeFileHandle NoFile = new(-1, ownsHandle: false);

    private static int _known;

    /// <summary>Whether a call is known to be unavailable.</summary>
    internal static bool Contains(OptionalCall call) => (Volatile.Read(ref _known) & (int)call) != 0;

    /// <summary>
    /// Returns whether an error number means that a call is unavailable, at least for this file, so that the caller must use the
    /// replacement. Remembers the call if it is unavailable for every file.
    /// </summary>
    internal static bool Add(OptionalCall call, int error)
    {
        if (error is not (Errno.NotPermitted or Errno.NoSystemCall))
        {
            return false;
        }

        if (Probe(call) is Errno.NotPermitted or Errno.NoSystemCall)
        {
            _ = Interlocked.Or(ref _known, (int)call);
        }

        return true;
    }

    /// <summary>Forgets that a call is unavailable. For a test that changes the number of the call.</summary>
    internal static void Remove(OptionalCall call) => Interlocked.And(ref _known, ~(int)call);

    private static unsafe int Probe(OptionalCall call)
    {
        var result = call switch
        {
            OptionalCall.SyncFileRange => Native.SyncFileRange(NoFile, 0, 0, 0),
            OptionalCall.FileDataSync => Native.FileDataSync(NoFile),
            OptionalCall.FileSync => Native.FileSync(NoFile),
            OptionalCall.CacheStat => Native.CacheStat(Kernel.CacheStatNumber, NoFile, null, null, 0),
            OptionalCall.StatX => StatX(),
            OptionalCall.ReadVector2 => Native.MoveVector2(VectorIo.Numbers.Read, NoFile, null, 0, 0, 0, 0),
            OptionalCall.WriteVector2 => Native.MoveVector2(VectorIo.Numbers.Write, NoFile, null, 0, 0, 0, 0),
            OptionalCall.ReadVector => Native.ReadVector(NoFile, null, 0, 0),
            OptionalCall.WriteVector => Native.WriteVector(NoFile, null, 0, 0),
            _ => Native.FileSystemStatus(NoFile, null),
        };
        return result < 0 ? Marshal.GetLastPInvokeError() : 0;

        // Unlike the others, statx reads its path before it checks the descriptor.
        static nint StatX()
        {
            byte empty = 0;
            StatX status;
            return Native.StatX(Kernel.StatXNumber, NoFile, &empty, Native.AtEmptyPath, Interop.StatX.Type, &status);
        }
    }
}
