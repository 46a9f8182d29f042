using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace KvCache.Interop;

/// <summary>Opens files of a cache folder so that nothing but a regular file is ever read or written.</summary>
internal static class SafeFiles
{
    /// <summary>No link is followed, no pipe waited for, and no child process inherits the file.</summary>
    private static readonly int Careful = Posix.NoFollow | Posix.NonBlocking | Posix.CloseOnExec;

    /// <summary>
    /// Opens a regular file and tells its length; false for a link, a pipe, a device, a folder, and where there is
    /// nothing. A link is not followed (O_NOFOLLOW), and a pipe does not make the caller wait for its other end
    /// (O_NONBLOCK).
    /// </summary>
    internal static bool TryOpen(string path, bool write, [NotNullWhen(true)] out SafeFileHandle? file, out long length)
    {
        file = OperatingSystem.IsLinux()
            ? Posix.Open(path, (write ? Posix.ReadWrite : Posix.ReadOnly) | Careful)
            : OpenElsewhere(path, write);
        length = 0;
        if (file is { IsInvalid: false } && IsRegular(file, out length))
        {
            return true;
        }

        file?.Dispose();
        file = null;
        return false;
    }

    /// <summary>As <see cref="TryOpen"/>, to read a file of an open folder: the folder's path is not walked again for each.</summary>
    /// <param name="directory">The folder; null where there is only its path.</param>
    /// <param name="folder">The folder's path.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="file">The file.</param>
    /// <param name="length">Its length.</param>
    /// <param name="isGone">Whether there is nothing of that name.</param>
    internal static bool TryOpenIn(
        SafeFileHandle? directory, string folder, in CacheFileName name, [NotNullWhen(true)] out SafeFileHandle? file, out long length, out bool isGone)
    {
        if (directory is null)
        {
            var path = name.PathIn(folder);
            isGone = !TryOpen(path, write: false, out file, out length) && !File.Exists(path);
            return file is not null;
        }

        Span<byte> ended = stackalloc byte[KvcKey.FileNameLength + 1];
        name.Write(ended);
        var descriptor = Posix.OpenAt(directory, ended, Posix.ReadOnly | Careful);
        isGone = descriptor < 0 && Marshal.GetLastPInvokeError() == Posix.NoSuchFile;
        length = 0;
        file = descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
        if (file is not null && !IsRegular(file, out length))
        {
            file.Dispose();
            file = null;
        }

        return file is not null;
    }

    /// <summary>Opens a regular file as an unbuffered stream.</summary>
    /// <exception cref="IOException">It is no regular file, is not there, or may not be opened.</exception>
    internal static FileStream Open(string path, bool write)
    {
        if (TryOpen(path, write, out var file, out _))
        {
            return new FileStream(file, write ? FileAccess.ReadWrite : FileAccess.Read, bufferSize: 0);
        }

        throw new KvcFormatException(path, new KvcFault(KvcFaultKind.File, 0, "a regular file that may be opened", Found(path)));
    }

    /// <summary>Creates a file of the owner's alone (O_EXCL, mode 0600) as an unbuffered stream.</summary>
    /// <exception cref="IOException">There is one already, or it cannot be created.</exception>
    internal static FileStream Create(string path)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    /// <summary>Creates a folder, and those above it, of the owner's alone (mode 0700); one that is there is left as it is.</summary>
    internal static void CreateFolder(string path)
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
    /// Makes a folder's names durable: a rename is on the disk only when the folder is (fsync(2): "an explicit fsync()
    /// on a file descriptor for the directory is also needed").
    /// </summary>
    /// <exception cref="IOException">The folder could not be opened or written back.</exception>
    internal static void SyncFolder(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            using var folder = OpenFolder(path);
            RandomAccess.FlushToDisk(folder);
        }
    }

    /// <summary>Opens a folder for <see cref="Posix.Flock"/> or a write-back.</summary>
    /// <exception cref="IOException">It is no folder, or may not be opened.</exception>
    internal static SafeFileHandle OpenFolder(string path)
    {
        var folder = Posix.Open(path, Posix.ReadOnly | Posix.DirectoryOnly | Posix.CloseOnExec);
        if (folder.IsInvalid)
        {
            var error = Marshal.GetLastPInvokeError();
            folder.Dispose();
            throw new IOException($"{path}: the folder cannot be opened: {Marshal.GetPInvokeErrorMessage(error)}");
        }

        return folder;
    }

    /// <summary>Whether a path leads to a regular file, by a link or not. Waits for nothing, as opening a pipe would.</summary>
    internal static bool IsRegular(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.Exists(path);
        }

        using var file = Posix.Open(path, Posix.PathOnly | Posix.CloseOnExec);
        return !file.IsInvalid && IsRegular(file, out _);
    }

    private static bool IsRegular(SafeFileHandle file, out long length)
    {
        if (OperatingSystem.IsLinux())
        {
            var isKnown = Posix.TryStat(file, out var status);
            length = status.Length;
            return isKnown && status.IsRegular;
        }

        length = RandomAccess.GetLength(file);
        return true;
    }

    /// <summary>Where O_NOFOLLOW is not at hand, a link is passed over by its attribute; a link made in between is followed.</summary>
    private static SafeFileHandle? OpenElsewhere(string path, bool write)
    {
        try
        {
            return File.GetAttributes(path).HasFlag(FileAttributes.ReparsePoint)
                ? null
                : File.OpenHandle(path, FileMode.Open, write ? FileAccess.ReadWrite : FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Found(string path)
    {
        var link = new FileInfo(path);
        return link.LinkTarget is { } target ? $"a link to {target}"
            : link.Exists ? "one that may not be opened, or another kind of file"
            : Directory.Exists(path) ? "a folder"
            : "nothing";
    }
}
