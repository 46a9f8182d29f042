using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>What kind of file system an open file is on, as far as advice goes.</summary>
/// <remarks>
/// It never changes for an open file, so the answer for the handle that was asked about last is remembered, on each
/// thread: a window's advice makes no further system call. It is not remembered by device, since to know a file's device
/// is a system call as well. The handle is held weakly; one that is forgotten is still closed by its finalizer.
/// </remarks>
internal static class FileSystemKind
{
    private const long Unknown = 0;

    [ThreadStatic]
    private static WeakReference<SafeFileHandle>? _lastFile;

    [ThreadStatic]
    private static long _lastMagic;

    /// <summary>
    /// Whether <c>sync_file_range</c> writes a file's pages back. On overlayfs (a container's root, most often) it does
    /// not: the overlay's own inode has no pages, and the file's are the underlying inode's, which <c>fdatasync</c>,
    /// <c>posix_fadvise</c> and a mapping reach (measured, Linux 6.18). An unknown file system may be overlayfs.
    /// </summary>
    internal static bool SyncFileRangeReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.OverlayFs or Unknown);

    /// <summary>Whether <c>cachestat</c> counts a file's pages: on overlayfs it counts the overlay's own, empty inode.</summary>
    internal static bool CacheStatReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.OverlayFs or StatFs.Fuse or Unknown);

    /// <summary>
    /// Whether a mapping shows a file's pages to <c>mincore</c>. On FUSE nothing does: the server reads another file, whose
    /// pages are cached, while the file that it serves may have none (always so with <c>direct_io</c> or passthrough).
    /// </summary>
    internal static bool MappingReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.Fuse or Unknown);

    /// <summary>Whether the file system is FUSE (virtiofs too).</summary>
    internal static bool IsFuse(SafeFileHandle file) => MagicOf(file) == StatFs.Fuse;

    /// <summary>Whether <c>fstatfs</c> fails for a file.</summary>
    internal static bool IsUnknown(SafeFileHandle file) => MagicOf(file) == Unknown;

    /// <summary>
    /// Whether the file system keeps its files in the page cache alone: there is nothing that a dropped page could be
    /// read from again. The kernel takes the advice and does nothing (<c>generic_fadvise</c> returns 0 for
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
            return Unknown;
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
