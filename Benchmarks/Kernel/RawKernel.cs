using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Kernel;

/// <summary>Issues the system calls directly, without IoPolicy, to measure the kernel alone.</summary>
internal static partial class RawKernel
{
    internal const int DontNeed = 4;
    internal const int Random = 1;
    internal const int WriteBackAndWait = 7; // SYNC_FILE_RANGE_WAIT_BEFORE | WRITE | WAIT_AFTER
    internal const int NotSupported = 95; // EOPNOTSUPP

    private const int DoNotCache = 0x80; // RWF_DONTCACHE

    internal static void Advise(SafeFileHandle file, int advice, long offset = 0, long length = 0) =>
        Check(FileAdvise(file, offset, length, advice), "posix_fadvise");

    internal static void WriteBack(SafeFileHandle file, long offset = 0, long length = 0) =>
        Check(SyncFileRange(file, offset, length, WriteBackAndWait) == 0 ? 0 : Marshal.GetLastPInvokeError(), "sync_file_range");

    internal static void SyncData(SafeFileHandle file) =>
        Check(FileDataSync(file) == 0 ? 0 : Marshal.GetLastPInvokeError(), "fdatasync");

    /// <summary>Writes uncached. Returns false if the file system does not support it.</summary>
    internal static unsafe bool WriteUncached(SafeFileHandle file, ReadOnlySpan<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            var vector = new Vector { Base = start, Length = (nuint)bytes.Length };
            return IsWhole(PositionedVectorWrite(file, &vector, 1, (nint)offset, DoNotCache), bytes.Length, "pwritev2");
        }
    }

    /// <summary>Reads uncached. Returns false if the file system does not support it.</summary>
    internal static unsafe bool ReadUncached(SafeFileHandle file, Span<byte> bytes, long offset)
    {
        fixed (byte* start = bytes)
        {
            var vector = new Vector { Base = start, Length = (nuint)bytes.Length };
            return IsWhole(PositionedVectorRead(file, &vector, 1, (nint)offset, DoNotCache), bytes.Length, "preadv2");
        }
    }

    /// <summary>Copies the first bytes of one file to another.</summary>
    internal static void Copy(SafeFileHandle from, SafeFileHandle to, long bytes)
    {
        for (long done = 0; done < bytes;)
        {
            var (source, target) = (done, done);
            var copied = CopyFileRange(from, ref source, to, ref target, (nint)(bytes - done), 0);
            done += copied > 0 ? copied : throw new IOException($"copy_file_range copied {done} of {bytes} bytes, errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    private static bool IsWhole(nint moved, int asked, string call)
    {
        if (moved == asked)
        {
            return true;
        }

        var error = moved < 0 ? Marshal.GetLastPInvokeError() : 0;
        return error == NotSupported ? false : throw new IOException($"{call} moved {moved} of {asked} bytes, errno {error}.");
    }

    private static void Check(int error, string call)
    {
        if (error != 0)
        {
            throw new IOException($"{call} failed with errno {error}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int FileAdvise(SafeFileHandle file, long offset, long length, int advice);

    [LibraryImport("libc", EntryPoint = "sync_file_range", SetLastError = true)]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int FileDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "pwritev2", SetLastError = true)]
    private static unsafe partial nint PositionedVectorWrite(SafeFileHandle file, Vector* vectors, int count, nint offset, int flags);

    [LibraryImport("libc", EntryPoint = "preadv2", SetLastError = true)]
    private static unsafe partial nint PositionedVectorRead(SafeFileHandle file, Vector* vectors, int count, nint offset, int flags);

    [LibraryImport("libc", EntryPoint = "copy_file_range", SetLastError = true)]
    private static partial nint CopyFileRange(SafeFileHandle from, ref long fromOffset, SafeFileHandle to, ref long toOffset, nint count, uint flags);

    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct Vector
    {
        internal byte* Base;
        internal nuint Length;
    }
}
