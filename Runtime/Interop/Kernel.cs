using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>
/// The system calls for the rest of the runtime. A method that returns an error number returns 0 on success, and repeats the call
/// after <c>EINTR</c>. The number is <c>ENOSYS</c> if the call is unavailable on the system, in the process or for the file
/// (see <see cref="UnavailableCalls"/>).
/// </summary>
internal static class Kernel
{
    /// <summary>
    /// Whether the system calls are used: true on Linux with a 64-bit architecture. Only tests set it, to see the behavior on other systems.
    /// </summary>
    internal static bool IsSupported { get; set; } = OperatingSystem.IsLinux() && Environment.Is64BitProcess;

    internal static int PageSize { get; } = Environment.SystemPageSize;

    /// <summary>
    /// The number of <c>cachestat</c>: 451, because system calls from 424 on have the same number on every architecture except alpha. Only
    /// tests set another number, to get the answer of a kernel before 6.5.
    /// </summary>
    internal static nint CacheStatNumber
    {
        get;
        set
        {
            field = value;
            UnavailableCalls.Remove(OptionalCall.CacheStat);
        }
    }
    = 451;

    internal static nint StatXNumber { get; } = StatXNumberOn(RuntimeInformation.ProcessArchitecture);

    internal static nint StatXNumberOn(Architecture architecture) => architecture switch
    {
        Architecture.X64 => 332,
        Architecture.S390x => 379,
        Architecture.Ppc64le => 383,
        _ => 291, // asm-generic/unistd.h: arm64, riscv64, loongarch64
    };

    internal static int Advise(SafeFileHandle file, long offset, long length, int advice)
    {
        if (!IsSupported)
        {
            return Errno.NoSystemCall;
        }

        int error;
        do
        {
            error = Native.FileAdvise(file, offset, length, advice);
        }
        while (error == Errno.Interrupted);

        return error;
    }

    internal static int SyncRange(SafeFileHandle file, long offset, long length, uint flags)
    {
        if (!IsSupported || UnavailableCalls.Contains(OptionalCall.SyncFileRange))
        {
            return Errno.NoSystemCall;
        }

        while (Native.SyncFileRange(file, offset, length, flags) != 0)
        {
            if (Failed(OptionalCall.SyncFileRange, out var error))
            {
                return error;
            }
        }

        return 0;
    }

    /// <summary>Calls <c>fdatasync</c>, or <c>fsync</c> if it is unavailable.</summary>
    internal static int SyncData(SafeFileHandle file)
    {
        var error = Sync(file, OptionalCall.FileDataSync);
        return error == Errno.NoSystemCall ? Sync(file, OptionalCall.FileSync) : error;
    }

    /// <summary>
    /// Calls <c>fsync</c>, which also makes the owner, the mode and the attributes durable, or <c>fdatasync</c> if it is
    /// unavailable.
    /// </summary>
    internal static int SyncAll(SafeFileHandle file)
    {
        var error = Sync(file, OptionalCall.FileSync);
        return error == Errno.NoSystemCall ? Sync(file, OptionalCall.FileDataSync) : error;
    }

    private static int Sync(SafeFileHandle file, OptionalCall call)
    {
        if (!IsSupported || UnavailableCalls.Contains(call))
        {
            return Errno.NoSystemCall;
        }

        while ((call == OptionalCall.FileDataSync ? Native.FileDataSync(file) : Native.FileSync(file)) != 0)
        {
            if (Failed(call, out var error))
            {
                return error;
            }
        }

        return 0;
    }

    /// <summary>Flushes a file to disk where <see cref="IsSupported"/> is false.</summary>
    /// <remarks>
    /// On 32-bit Linux, does not use .NET's own flush. In .NET 7 to 10, <c>SystemNative_FSync</c> returns 1 for a failure, but its caller
    /// expects a negative number, so .NET reports no failure.
    /// </remarks>
    internal static int FlushToDisk(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux())
        {
            RandomAccess.FlushToDisk(file);
            return 0;
        }

        while (Native.FileDataSync(file) != 0)
        {
            if (Failed(out var error))
            {
                return error;
            }
        }

        return 0;
    }

    internal static unsafe int CacheStatus(SafeFileHandle file, long offset, long length, out CacheStat result)
    {
        result = default;
        if (!IsSupported || UnavailableCalls.Contains(OptionalCall.CacheStat))
        {
            return Errno.NoSystemCall;
        }

        var range = new CacheStatRange { Offset = (ulong)offset, Length = (ulong)length };
        fixed (CacheStat* pages = &result)
        {
            while (Native.CacheStat(CacheStatNumber, file, &range, pages, 0) != 0)
            {
                if (Failed(OptionalCall.CacheStat, out var error))
                {
                    return error;
                }
            }
        }

        return 0;
    }

    /// <summary>Calls <c>statx</c>, or gets the same fields from <c>fstat</c> if it is unavailable.</summary>
    internal static unsafe int Status(SafeFileHandle file, out StatX result, uint fields = StatX.Type | StatX.Inode | StatX.Size)
    {
        result = default;
        if (!IsSupported)
        {
            return Errno.NoSystemCall;
        }

        if (UnavailableCalls.Contains(OptionalCall.StatX))
        {
            return OldStatus(file, out result);
        }

        byte empty = 0;
        fixed (StatX* status = &result)
        {
            while (Native.StatX(StatXNumber, file, &empty, Native.AtEmptyPath, fields, status) != 0)
            {
                if (Failed(OptionalCall.StatX, out var error))
                {
                    return error == Errno.NoSystemCall ? OldStatus(file, out result) : error;
                }
            }
        }

        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)] // If inlined, this method would make each call of its caller clear the buffer.
    private static unsafe int OldStatus(SafeFileHandle file, out StatX result)
    {
        result = default;
        var buffer = stackalloc byte[Stat.Size];
        while (Native.Stat(Stat.Number, file, buffer) != 0)
        {
            if (Failed(out var error))
            {
                return error;
            }
        }

        result = Stat.Read(new ReadOnlySpan<byte>(buffer, Stat.Size));
        return 0;
    }

    /// <summary>Gets the file's length; 0 if it is unknown.</summary>
    /// <remarks>
    /// Not inlined. Otherwise each call of the caller would clear the 256 bytes of <c>statx</c>, even if the call does not need the length.
    /// </remarks>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static long LengthOf(SafeFileHandle file) => Status(file, out var status) == 0 ? (long)status.Length : 0;

    [MethodImpl(MethodImplOptions.NoInlining)] // For the same reason as LengthOf.
    internal static bool IsDirectory(SafeFileHandle file) => Status(file, out var status) == 0 && status.IsDirectory;

    /// <summary>
    /// Gets the earliest change time that a file can have if it changes from now on, in nanoseconds since 1970. This is the time of the last
    /// timer tick (<c>CLOCK_REALTIME_COARSE</c>), which is up to 10 ms earlier than the clock.
    /// </summary>
    internal static unsafe long FileTime()
    {
        const int RealTimeCoarse = 5;
        var time = stackalloc long[2];
        return Native.Clock(RealTimeCoarse, time) == 0 ? (time[0] * 1_000_000_000) + time[1] : 0;
    }

    internal static unsafe int FileSystem(SafeFileHandle file, out long magic)
    {
        StatFs status = default;
        magic = 0;
        if (!IsSupported || UnavailableCalls.Contains(OptionalCall.FileSystemStatus))
        {
            return Errno.NoSystemCall;
        }

        while (Native.FileSystemStatus(file, &status) != 0)
        {
            if (Failed(OptionalCall.FileSystemStatus, out var error))
            {
                return error;
            }
        }

        magic = RuntimeInformation.ProcessArchitecture == Architecture.S390x ? status.Magic >> 32 : status.Magic;
        return 0;
    }

    /// <summary>Whether a file was opened with <c>O_DIRECT</c>, which bypasses the page cache.</summary>
    internal static bool IsDirect(SafeFileHandle file)
    {
        var flags = IsSupported ? Native.Control(file, Native.GetFlags) : 0;
        return flags >= 0 && (flags & OpenDirectOn(RuntimeInformation.ProcessArchitecture)) != 0;
    }

    internal static int OpenDirectOn(Architecture architecture) => architecture switch
    {
        Architecture.Arm64 => 0x10000,
        Architecture.Ppc64le => 0x20000,
        _ => 0x4000, // asm-generic/fcntl.h
    };

    /// <summary>Whether a file was opened for reading.</summary>
    internal static bool IsOpenForReading(SafeFileHandle file)
    {
        var flags = Native.Control(file, Native.GetFlags);
        return flags < 0 || (flags & Native.AccessMode) != Native.OpenWriteOnly;
    }

    /// <summary>Whether a file was opened for writing.</summary>
    internal static bool IsOpenForWriting(SafeFileHandle file)
    {
        var flags = Native.Control(file, Native.GetFlags);
        return flags >= 0 && (flags & Native.AccessMode) != Native.OpenReadOnly;
    }

    /// <summary>
    /// Opens a file for advice only: without .NET's advisory lock, which fails if another process writes the file, and without
    /// waiting for the other end of a pipe. Null if it cannot be opened.
    /// </summary>
    internal static SafeFileHandle? OpenForAdvice(string path) => OpenForAdvice(path, out _);

    /// <inheritdoc cref="OpenForAdvice(string)"/>
    internal static SafeFileHandle? OpenForAdvice(string path, out int error) =>
        Open(path, Native.OpenReadOnly | Native.OpenNonBlocking | Native.OpenCloseOnExec, out error);

    /// <summary>
    /// Opens a path for its status only (<c>O_PATH</c>): needs no permission to read, and has no effect on a pipe or a device.
    /// Null if it cannot be opened.
    /// </summary>
    internal static SafeFileHandle? OpenForStatus(string path) => Open(path, Native.OpenPathOnly | Native.OpenCloseOnExec, out _);

    private static SafeFileHandle? Open(string path, int flags, out int error)
    {
        error = Errno.NoSystemCall;
        if (!IsSupported)
        {
            return null;
        }

        while (true)
        {
            var file = Native.Open(path, flags);
            if (!file.IsInvalid)
            {
                error = 0;
                return file;
            }

            var failed = Failed(out error);
            file.Dispose();
            if (failed)
            {
                return null;
            }
        }
    }

    /// <summary>
    /// Opens the same file again for reading, with a new open file description (not as <c>dup</c> does). Null if it cannot be opened.
    /// </summary>
    internal static SafeFileHandle? Reopen(SafeFileHandle file)
    {
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            return OpenForAdvice($"/proc/self/fd/{file.DangerousGetHandle()}");
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>Gets the path of the open file from <c>/proc/self/fd</c>, for a message; "the file" if there is none.</summary>
    internal static string PathOf(SafeFileHandle file)
    {
        var held = false;
        try
        {
            file.DangerousAddRef(ref held);
            return new FileInfo($"/proc/self/fd/{file.DangerousGetHandle()}").LinkTarget ?? "the file";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            return "the file";
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    private static bool Failed(out int error) => (error = Marshal.GetLastPInvokeError()) != Errno.Interrupted;

    private static bool Failed(OptionalCall call, out int error)
    {
        var failed = Failed(out error);
        error = UnavailableCalls.Add(call, error) ? Errno.NoSystemCall : error;
        return failed;
    }
}
