using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>What kind of file system an open file is on, as far as hints go.</summary>
/// <remarks>
/// It never changes for an open file, so the answer for the handle that was asked about last is remembered, on each
/// thread: a window's hint makes no further system call. It is not remembered by device, since to know a file's device
/// is a system call as well. The handle is held weakly; one that is forgotten is still closed by its finalizer.
/// </remarks>
internal static class FileSystemKind
{
    [ThreadStatic]
    private static WeakReference<SafeFileHandle>? _lastFile;

    [ThreadStatic]
    private static long _lastMagic;

    /// <summary>
    /// Whether a file is open through overlayfs (a container's root, most often). Its own inode has no pages; the file's
    /// are the underlying inode's. <c>posix_fadvise</c>, <c>fdatasync</c> and a mapping reach those; <c>cachestat</c>
    /// and <c>sync_file_range</c> do not: the one sees nothing, the other writes nothing back (measured, Linux 6.18).
    /// </summary>
    internal static bool IsOverlay(SafeFileHandle file) => MagicOf(file) == StatFs.OverlayFs;

    /// <summary>
    /// Whether the file system keeps its files in the page cache alone: there is nothing that a dropped page could be
    /// read from again. The kernel takes the hint and does nothing (<c>generic_fadvise</c> returns 0 for
    /// <c>noop_backing_dev_info</c>).
    /// </summary>
    internal static bool IsInMemory(SafeFileHandle file) => MagicOf(file) is StatFs.TmpFs or StatFs.RamFs;

    private static long MagicOf(SafeFileHandle file)
    {
        if (_lastFile is not null && _lastFile.TryGetTarget(out var last) && ReferenceEquals(last, file) && Kernel.IsSupported)
        {
            return _lastMagic;
        }

        if (Kernel.FileSystem(file, out var magic) != 0)
        {
            return 0;
        }

        if (_lastFile is null)
        {
            _lastFile = new WeakReference<SafeFileHandle>(file);
        }
        else
        {
            _lastFile.SetTarget(file);
        }

        return _lastMagic = magic;
    }
}
