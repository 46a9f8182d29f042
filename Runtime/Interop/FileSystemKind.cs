using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Interop;

/// <summary>The properties of an open file's file system that affect advice.</summary>
/// <remarks>
/// The properties never change for an open file. Each thread remembers the file system of its last handle, so the advice of a window calls
/// <c>fstatfs</c> only once. Remembering it by device would save nothing, because getting a file's device is a system call too. The
/// reference to the handle is weak, so the finalizer still closes a handle that the program forgets.
/// </remarks>
internal static class FileSystemKind
{
    private const long Unknown = 0;

    [ThreadStatic]
    private static WeakReference<SafeFileHandle>? _lastFile;

    [ThreadStatic]
    private static long _lastMagic;

    /// <summary>
    /// Whether <c>sync_file_range</c> writes a file's pages back. On overlayfs (the root of most containers) it does not: the pages belong to
    /// the underlying file, and the overlay's own inode has none. <c>fdatasync</c>, <c>posix_fadvise</c> and a mapping reach the pages
    /// (measured, Linux 6.18). An unknown file system may be overlayfs.
    /// </summary>
    internal static bool SyncFileRangeReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.OverlayFs or Unknown);

    /// <summary>
    /// Whether <c>cachestat</c> counts the pages that hold a file's data. On overlayfs and FUSE, these pages belong to another file, which
    /// <c>cachestat</c> does not count.
    /// </summary>
    internal static bool CacheStatReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.OverlayFs or StatFs.Fuse or Unknown);

    /// <summary>
    /// Whether <c>mincore</c> counts the pages that hold a file's data, through a mapping. It does not on FUSE: the server reads another file,
    /// whose pages are cached. The file on FUSE may have no pages itself, and never has with <c>direct_io</c> or passthrough.
    /// </summary>
    internal static bool MappingReachesPages(SafeFileHandle file) => MagicOf(file) is not (StatFs.Fuse or Unknown);

    /// <summary>Whether the file system is FUSE, which includes virtiofs.</summary>
    internal static bool IsFuse(SafeFileHandle file) => MagicOf(file) == StatFs.Fuse;

    /// <summary>Whether the file system is unknown, because <c>fstatfs</c> fails for the file.</summary>
    internal static bool IsUnknown(SafeFileHandle file) => MagicOf(file) == Unknown;

    /// <summary>
    /// Whether the file system keeps its files only in the page cache, so a dropped page would be lost. For such a file, the kernel accepts
    /// the advice but does nothing (<c>generic_fadvise</c> returns 0 for <c>noop_backing_dev_info</c>).
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
