using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>The properties of an open file's file system that affect advice.</summary>
/// <remarks>
/// They never change for an open file. Each thread remembers the answer for its last handle, so a window's advice makes no further
/// system call. The answer is not remembered by device, because getting a file's device is a system call too. The reference to the
/// handle is weak, so a forgotten handle is still closed by its finalizer.
/// </remarks>
internal static class FileSystemKind
{
    private const long Unknown = 0;

    [ThreadStatic]
    private static WeakReference<SafeFileHandle>? _lastFile;

    [ThreadStatic]
    private static long _lastMagic;

    /// <summary>
    /// Whether <c>sync_file_range</c> writes a file's pages back. On overlayfs (most containers' root) it does not: the
    /// overlay's own inode has no pages, because they belong to the underlying inode. <c>fdatasync</c>, <c>posix_fadvise</c>
    /// and a mapping reach them (measured, Linux 6.18). An unknown file system may be overlayfs.
    /// </summary>
    internal static bool SyncFileRangeReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.OverlayFs or Unknown);

    /// <summary>Whether <c>cachestat</c> counts a file's pages. On overlayfs it counts the overlay's own inode, which has none.</summary>
    internal static bool CacheStatReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.OverlayFs or StatFs.Fuse or Unknown);

    /// <summary>
    /// Whether a mapping shows a file's pages to <c>mincore</c>. Not on FUSE: the server reads another file, whose pages are
    /// cached, and the served file may have none (always with <c>direct_io</c> or passthrough).
    /// </summary>
    internal static bool MappingReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.Fuse or Unknown);

    /// <summary>Whether the file system is FUSE (virtiofs too).</summary>
    internal static bool IsFuse(SafeFileHandle file) => MagicOf(file) == StatFs.Fuse;

    /// <summary>Whether <c>fstatfs</c> fails for a file.</summary>
    internal static bool IsUnknown(SafeFileHandle file) => MagicOf(file) == Unknown;

    /// <summary>
    /// Whether the file system keeps its files only in the page cache, so a dropped page could not be read again. The kernel
    /// accepts the advice and does nothing (<c>generic_fadvise</c> returns 0 for <c>noop_backing_dev_info</c>).
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
