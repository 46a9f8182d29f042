using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>Opens files of a cache directory so that only regular files are read or written.</summary>
internal static class SafeFiles
{
    /// <summary>The flags of open(2): do not follow links, do not wait for a pipe, and do not pass the file to child processes.</summary>
    private static readonly int OpenFlags = Posix.NoFollow | Posix.NonBlocking | Posix.CloseOnExec;

    /// <summary>
    /// Opens a regular file and gets its length. False for a link, a pipe, a device and a directory, and if the file is missing
    /// or cannot be opened. Does not follow a link (O_NOFOLLOW), and does not wait for the other end of a pipe (O_NONBLOCK).
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Whether to open it for writing too.</param>
    /// <param name="file">The file, if the result is true.</param>
    /// <param name="length">The file's length in bytes, if the result is true.</param>
    /// <param name="fault">The reason, if the result is false: Missing, File or Unreadable.</param>
    /// <exception cref="IOException">The process has no free descriptor or memory, which says nothing about the file.</exception>
    internal static bool TryOpen(
        string path, bool write, [NotNullWhen(true)] out SafeFileHandle? file, out long length, [NotNullWhen(false)] out KvcFault? fault)
    {
        if (!OperatingSystem.IsLinux())
        {
            return TryOpenElsewhere(path, write, out file, out length, out fault);
        }

        var flags = (write ? Posix.ReadWrite : Posix.ReadOnly) | OpenFlags;
        do
        {
            file = Posix.Open(path, flags);
        }
        while (file.IsInvalid && Marshal.GetLastPInvokeError() == Errno.EINTR);

        return KeepIfRegular(ref file, path, out length, out fault);
    }

    /// <summary>
    /// Opens a file in an open directory as <see cref="TryOpen"/> does, reads the bytes of its header, and closes it. Uses as
    /// few system calls as possible, because a scan repeats them for each file. Turns readahead off, so the read caches one page.
    /// </summary>
    /// <param name="directory">The descriptor of the directory, which the caller keeps open.</param>
    /// <param name="path">The directory's path, for messages.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="bytes">The buffer, of <see cref="KvcHeader.Size"/> bytes.</param>
    /// <param name="count">The number of bytes that were read. A short file has fewer.</param>
    /// <param name="length">The file's length in bytes; 0 if it could not be opened.</param>
    /// <returns>The reason for a failure: Missing, File or Unreadable; null on success.</returns>
    /// <exception cref="IOException">The process has no free descriptor or memory, which says nothing about the file.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static KvcFault? ReadHeaderIn(nint directory, string path, CacheFileName name, Span<byte> bytes, out int count, out long length)
    {
        (count, length) = (0, 0);
        Span<byte> terminatedName = stackalloc byte[KvcKey.FileNameLength + 1];
        name.Write(terminatedName);
        int file;
        do
        {
            file = Posix.OpenAt(directory, terminatedName, Posix.ReadOnly | OpenFlags);
        }
        while (file < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR);

        if (file < 0)
        {
            return FaultOf(Marshal.GetLastPInvokeError(), name.PathIn(path));
        }

        try
        {
            if (!Posix.TryStat(file, out var status))
            {
                return FaultOf(Marshal.GetLastPInvokeError(), name.PathIn(path));
            }

            if (!status.IsRegular)
            {
                return KvcFaults.OtherKind(KindOf(name.PathIn(path)));
            }

            length = status.Length;
            Posix.AdviseRandom(file);
            count = Posix.ReadHeader(file, bytes);
            if (count >= 0)
            {
                return null;
            }

            var errno = Marshal.GetLastPInvokeError();
            return Errno.MeansShortage(errno)
                ? throw Errno.Exception(name.PathIn(path), "the header cannot be read", errno)
                : KvcFaults.CannotRead(0, Errno.Describe(errno));
        }
        finally
        {
            _ = Posix.Close(file);
        }
    }

    /// <summary>Opens a regular file as an unbuffered stream.</summary>
    /// <exception cref="KvcFormatException">The file is not a regular file, does not exist, or the process has no permission to open it.</exception>
    /// <exception cref="IOException">The process has no free descriptor or memory.</exception>
    internal static FileStream Open(string path, bool write) =>
        TryOpen(path, write, out var file, out _, out var fault)
            ? new FileStream(file, write ? FileAccess.ReadWrite : FileAccess.Read, bufferSize: 0)
            : throw new KvcFormatException(path, fault);

    /// <summary>
    /// Creates the fault of an open file that could not be read at an offset: the disk failed, or another process truncated the
    /// file.
    /// </summary>
    internal static KvcFault FaultOf(IOException error, long offset) =>
        error is EndOfStreamException ? KvcFaults.CutMeanwhile(offset) : KvcFaults.CannotRead(offset, Errno.Describe(error));

    /// <summary>
    /// Creates a directory and its missing parents for the owner alone (mode 0700). An existing directory does not change.
    /// </summary>
    internal static void CreateDirectory(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    /// <summary>
    /// Whether two open files are the same. Always true on other systems than Linux, where only one process may use a
    /// directory.
    /// </summary>
    internal static bool AreSame(SafeFileHandle one, SafeFileHandle other) =>
        !OperatingSystem.IsLinux()
        || (Posix.TryStat(one, out var first) && Posix.TryStat(other, out var second) && first.Identity == second.Identity);

    /// <summary>Opens a directory for reading. Child processes do not inherit it.</summary>
    /// <exception cref="IOException">The path is not a directory, or the process has no permission to open it.</exception>
    internal static SafeFileHandle OpenDirectory(string path)
    {
        while (true)
        {
            var directory = Posix.Open(path, Posix.ReadOnly | Posix.DirectoryOnly | Posix.CloseOnExec);
            if (!directory.IsInvalid)
            {
                return directory;
            }

            var errno = Marshal.GetLastPInvokeError();
            directory.Dispose();
            if (errno != Errno.EINTR)
            {
                throw Errno.Exception(path, "the directory cannot be opened", errno);
            }
        }
    }

    /// <summary>Whether a path leads to a regular file, directly or by a link. Does not wait, as opening a pipe would.</summary>
    /// <param name="path">The path.</param>
    /// <param name="errno">The error number if the path leads to nothing, as a link without a target does; otherwise 0.</param>
    /// <exception cref="IOException">The process has no free descriptor or memory, which says nothing about the file.</exception>
    internal static bool IsRegular(string path, out int errno)
    {
        errno = 0;
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        using var file = Posix.Open(path, Posix.PathOnly | Posix.CloseOnExec);
        errno = file.IsInvalid ? Marshal.GetLastPInvokeError() : 0;
        return Errno.MeansShortage(errno)
            ? throw Errno.Exception(path, "the file cannot be opened", errno)
            : errno == 0 && Posix.TryStat(file, out var status) && status.IsRegular;
    }

    /// <summary>
    /// Keeps a newly opened file if it is a regular file, and closes it otherwise. Uses the error number of the call that
    /// opened it.
    /// </summary>
    private static bool KeepIfRegular(
        [NotNullWhen(true)] ref SafeFileHandle? file, string path, out long length, [NotNullWhen(false)] out KvcFault? fault)
    {
        length = 0;
        fault = null;
        if (file is { IsInvalid: false } && Posix.TryStat(file, out var status))
        {
            if (status.IsRegular)
            {
                length = status.Length;
                return true;
            }

            fault = KvcFaults.OtherKind(KindOf(path));
        }

        var errno = Marshal.GetLastPInvokeError();
        file?.Dispose();
        file = null;
        fault ??= FaultOf(errno, path);
        return false;
    }

    /// <summary>Converts the error number of a failed open to a fault.</summary>
    /// <exception cref="IOException">The process has no free descriptor or memory.</exception>
    private static KvcFault FaultOf(int errno, string path) =>
        Errno.MeansMissing(errno) ? KvcFaults.Missing
        : Errno.MeansOtherKind(errno) ? KvcFaults.OtherKind(KindOf(path))
        : Errno.MeansShortage(errno) ? throw Errno.Exception(path, "the file cannot be opened", errno)
        : KvcFaults.CannotOpen(Errno.Describe(errno));

    /// <summary>
    /// Opens a file on another system than Linux. Refuses a link by its attribute, because .NET has no O_NOFOLLOW. So it follows a link
    /// that is created between the check and the open.
    /// </summary>
    private static bool TryOpenElsewhere(
        string path, bool write, [NotNullWhen(true)] out SafeFileHandle? file, out long length, [NotNullWhen(false)] out KvcFault? fault)
    {
        (file, length) = (null, 0);
        try
        {
            var attributes = File.GetAttributes(path);
            if ((attributes & (FileAttributes.ReparsePoint | FileAttributes.Directory)) != 0)
            {
                fault = KvcFaults.OtherKind(KindOf(path));
                return false;
            }

            file = File.OpenHandle(path, FileMode.Open, write ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            length = RandomAccess.GetLength(file);
            fault = null;
            return true;
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            fault = KvcFaults.Missing;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            fault = KvcFaults.CannotOpen(error.Message);
        }

        return false;
    }

    /// <summary>Describes a path that does not lead to a regular file.</summary>
    private static string KindOf(string path) =>
        new FileInfo(path).LinkTarget is { } target ? $"a link to {target}"
        : Directory.Exists(path) ? "a directory"
        : "a pipe, a socket or a device";
}
