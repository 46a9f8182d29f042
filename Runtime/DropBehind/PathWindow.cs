using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>The device and the inode of a file, which a rename does not change.</summary>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    internal static FileIdentity Of(in StatX status) => new(status.DeviceMajor, status.DeviceMinor, status.InodeNumber);
}

/// <summary>
/// The window of a file that other code reads or writes by its path. This class examines the file's pages. Of a file that is read, it drops
/// pages if more than the window is cached. Of a file that is written, it starts the write-back of dirty pages and drops clean pages if more
/// than a quarter of the window is cached.
/// </summary>
/// <remarks>
/// This class does not wait for write-back, so it consumes no write-back error (<c>errseq_t</c>). The advice at the end of the method
/// waits on this descriptor and reports the error. The descriptor was opened before the first write-back was started.
/// </remarks>
/// <param name="handle">A separate descriptor of the file.</param>
/// <param name="identity">The identity of the file.</param>
/// <param name="policy">The policy of the path.</param>
/// <param name="preserved">The pages that stay cached; null if none do.</param>
/// <param name="isNew">Whether the file appeared at the path after the method had started.</param>
internal sealed class PathWindow(SafeFileHandle handle, FileIdentity identity, PolicyTerms policy, ResidencyMap? preserved, bool isNew) : IDisposable
{
    /// <summary>
    /// The bytes at the end of the file that are not written back yet. The writer may still change them, and they would be written twice.
    /// </summary>
    private const long UnfinishedBytes = 64 << 10;

    /// <summary>The most pages that an examination scans with <c>mincore</c>: 63 ms at 0.24 µs per page (measured, Linux 6.18).</summary>
    private const long MaxScannedPages = 1 << 18;

    private readonly bool _writes = policy.Kind == PolicyKind.DropAfterFullWrite;
    private readonly long _window = Math.Max(policy.WindowBytes, WindowSize.Minimum);
    private bool _hasExamined;
    private State _last;
    private long _readAhead = -1;

    internal SafeFileHandle Handle => handle;

    internal FileIdentity Identity => identity;

    /// <summary>Whether the file was read or written after the method had started; true for a file that appeared later.</summary>
    internal bool HasMoved { get; private set; } = isNew;

    /// <summary>Whether pages have left the window, so that advice was issued.</summary>
    internal bool HasDropped { get; private set; }

    /// <summary>The length of the file at the last examination.</summary>
    internal long Length => _last.Length;

    public void Dispose() => handle.Dispose();

    /// <summary>Examines the file, and issues advice for the pages that leave the window. Returns whether the next examination should follow soon.</summary>
    internal bool Examine()
    {
        if (Kernel.Status(handle, out var status, StatX.Type | StatX.Size | StatX.Modified) != 0)
        {
            return false;
        }

        var state = Measure(status);
        var (before, isFirst) = (_last, !_hasExamined);
        (_hasExamined, _last) = (true, state);
        if (isFirst)
        {
            return true;
        }

        // A smaller number of dirty pages does not show that the method wrote: the kernel's flusher or this window may have written them back.
        HasMoved |= _writes ? state.IsWrittenAfter(before) : state.CachedPages > before.CachedPages;

        // Drop even if no count has changed. Pages that were mapped can be dropped after the unmap, which changes no count.
        if (HasMoved && FindRange(state) is { } range)
        {
            if (_writes)
            {
                WriteBack.Start(handle, range);
            }

            _ = Drops.IssueAround(preserved, handle, range, policy.KeepsPages);
            HasDropped = true;
            _last = Measure(status);
        }

        return state != before;
    }

    /// <summary>Finds the bytes that leave the window; null if too few pages are cached.</summary>
    private ByteRange? FindRange(State state)
    {
        if (_writes)
        {
            // Start the write-back at a quarter of the window, so that the device is busy early. The next examination drops these pages.
            var isFull = state.CachedPages is not { } cached || (cached * Kernel.PageSize) - PreservedBytes > _window / 4;
            return isFull && state.Length > UnfinishedBytes ? ByteRange.From(0, Pages.RoundDown(state.Length - UnfinishedBytes)) : null;
        }

        // The last cached pages are those that the kernel has read ahead. The reader has not reached them yet, so they stay.
        var kept = Math.Max(_window / 2, 2 * ReadAhead);
        return (state.CachedPages * Kernel.PageSize) - PreservedBytes > kept + (_window / 2) ? BeforeLast(kept, state.Length) : null;
    }

    private long PreservedBytes => preserved is null ? 0 : preserved.CachedPages * Kernel.PageSize;

    /// <summary>Finds the range before the last <paramref name="keptBytes"/> cached bytes, in the order of offsets; null if it is empty.</summary>
    private ByteRange? BeforeLast(long keptBytes, long length) =>
        (FirstKept(keptBytes, length) ?? FirstKeptInMap(keptBytes / Kernel.PageSize)) is > 0 and var page ? ByteRange.From(0, page * Kernel.PageSize) : null;

    /// <summary>Finds the page at which the last <paramref name="keptBytes"/> cached bytes begin; null if <c>cachestat</c> cannot count them.</summary>
    private long? FirstKept(long keptBytes, long length)
    {
        if (!FileSystemKind.CacheStatReachesPages(handle))
        {
            return null;
        }

        var (low, high) = (0L, length / Kernel.PageSize);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (Kernel.CacheStatus(handle, middle * Kernel.PageSize, length - (middle * Kernel.PageSize), out var pages) != 0)
            {
                return null;
            }

            (low, high) = (long)pages.Cached * Kernel.PageSize > keptBytes ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    /// <summary>Finds the page at which the last <paramref name="kept"/> cached pages begin, from a map of all pages.</summary>
    private long FirstKeptInMap(long kept)
    {
        foreach (var run in ResidencyMapReader.Read(handle, ByteRange.WholeFile).Runs().Where(static run => run.IsCached).Reverse())
        {
            if (run.Pages > kept)
            {
                return run.FirstPage + run.Pages - kept;
            }

            kept -= run.Pages;
        }

        return 0;
    }

    private State Measure(in StatX status)
    {
        var length = (long)status.Length;
        return FileSystemKind.CacheStatReachesPages(handle) && Kernel.CacheStatus(handle, 0, Math.Max(length, 1), out var pages) == 0
            ? new State(length, status.ModifiedSeconds, status.ModifiedNanoseconds, (long)pages.Cached, (long)(pages.Dirty + pages.WriteBack))
            : new State(length, status.ModifiedSeconds, status.ModifiedNanoseconds, CachedPages: _writes ? null : ResidencyReader.Read(handle, ByteRange.WholeFile, MaxScannedPages).CachedPages, UncleanPages: 0);
    }

    /// <summary>The bytes of one readahead of the kernel. The kernel starts the next readahead when the reader is in the last one.</summary>
    private long ReadAhead
    {
        get
        {
            if (_readAhead < 0)
            {
                _readAhead = 1 << 20;
                try
                {
                    var text = File.ReadAllText($"/sys/class/bdi/{identity.DeviceMajor}:{identity.DeviceMinor}/read_ahead_kb");
                    _readAhead = long.TryParse(text, out var kibibytes) ? kibibytes << 10 : _readAhead;
                }
                catch (Exception e) when (e is IOException or UnauthorizedAccessException)
                {
                    // On btrfs, statx returns another device number than the directory in /sys has. A sandbox may hide /sys.
                }
            }

            return _readAhead;
        }
    }

    /// <summary>
    /// The state of the file at an examination. If <c>cachestat</c> cannot count the pages (on overlayfs, and before Linux 6.5),
    /// <c>CachedPages</c> is null for a write, and comes from <c>mincore</c> for a read.
    /// </summary>
    private readonly record struct State(long Length, long ModifiedSeconds, uint ModifiedNanoseconds, long? CachedPages, long UncleanPages)
    {
        internal bool IsWrittenAfter(State before) =>
            Length != before.Length
            || ModifiedSeconds != before.ModifiedSeconds
            || ModifiedNanoseconds != before.ModifiedNanoseconds
            || UncleanPages > before.UncleanPages;
    }
}
