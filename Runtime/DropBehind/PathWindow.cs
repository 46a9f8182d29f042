using IoPolicy.Advice;
using IoPolicy.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>The identity of a file, which a rename does not change.</summary>
internal readonly record struct FileIdentity(uint DeviceMajor, uint DeviceMinor, ulong Inode)
{
    internal static FileIdentity Of(in StatX status) => new(status.DeviceMajor, status.DeviceMinor, status.InodeNumber);
}

/// <summary>
/// The window of a file that other code reads or writes. It examines the file's pages, writes dirty pages back and drops clean pages,
/// until no more than the window is cached.
/// </summary>
/// <remarks>
/// Nothing here waits for write-back, so no write-back error is consumed (<c>errseq_t</c>). The drop when the method ends
/// waits on this descriptor, which was opened before the first write-back was started, and reports the error.
/// </remarks>
internal sealed class PathWindow(SafeFileHandle handle, FileIdentity identity, PolicyTerms policy, ResidencyMap? preserved, bool isNew) : IDisposable
{
    /// <summary>The writer may be filling these bytes at the end of the file. To write them back now would do it twice.</summary>
    private const long UnfinishedBytes = 64 << 10;

    /// <summary>The most pages that a look scans with <c>mincore</c>, which takes 0.24 µs a page, so 63 ms (measured, Linux 6.18).</summary>
    private const long MostScanned = 1 << 18;

    private readonly bool _writes = policy.Kind == PolicyKind.DropAfterFullWrite;
    private readonly long _window = Math.Max(policy.WindowBytes, WindowSize.Minimum);
    private bool _hasLooked;
    private State _last;
    private long _readAhead = -1;

    internal SafeFileHandle Handle => handle;

    internal FileIdentity Identity => identity;

    /// <summary>Whether the file was read or written while the method runs. A file that is new since its beginning was.</summary>
    internal bool HasMoved { get; private set; } = isNew;

    /// <summary>Whether more than the window was cached, so that pages were dropped.</summary>
    internal bool HasDropped { get; private set; }

    /// <summary>The length of the file at the last look.</summary>
    internal long Length => _last.Length;

    public void Dispose() => handle.Dispose();

    /// <summary>Looks at the file, and drops pages if the window is full. Returns whether the next look is due soon.</summary>
    internal bool Look()
    {
        if (Kernel.Status(handle, out var status, StatX.Type | StatX.Size | StatX.Modified) != 0)
        {
            return false;
        }

        var state = Measure(status);
        var (before, isFirst) = (_last, !_hasLooked);
        (_hasLooked, _last) = (true, state);
        if (isFirst)
        {
            return true;
        }

        // A fall of the dirty pages is no sign of the method's writes: the kernel's flusher or this window wrote them back.
        HasMoved |= _writes ? state.IsWrittenAfter(before) : state.CachedPages > before.CachedPages;

        // Drop even if no count has changed: pages that were mapped can be dropped after the unmap, which no count shows.
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

    /// <summary>Finds the bytes that leave the window; null if it is not full.</summary>
    private ByteRange? FindRange(State state)
    {
        if (_writes)
        {
            // Start the write-back early, so that the device is busy. The next examination drops these pages.
            var isDue = state.CachedPages is not { } cached || (cached * Kernel.PageSize) - PreservedBytes > _window / 4;
            return isDue && state.Length > UnfinishedBytes ? ByteRange.From(0, Pages.RoundDown(state.Length - UnfinishedBytes)) : null;
        }

        // Pages that the kernel has read ahead are not behind the reader yet.
        var kept = Math.Max(_window / 2, 2 * ReadAhead);
        return (state.CachedPages * Kernel.PageSize) - PreservedBytes > kept + (_window / 2) ? BeforeLast(kept, state.Length) : null;
    }

    private long PreservedBytes => preserved is null ? 0 : preserved.CachedPages * Kernel.PageSize;

    /// <summary>The pages before the last cached bytes, in the order of offsets; null if there are none.</summary>
    private ByteRange? BeforeLast(long keptBytes, long length) =>
        (FirstKept(keptBytes, length) ?? FirstKeptInMap(keptBytes / Kernel.PageSize)) is > 0 and var page ? ByteRange.From(0, page * Kernel.PageSize) : null;

    /// <summary>The first page of the last cached bytes; null if <c>cachestat</c> does not answer.</summary>
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
            : new State(length, status.ModifiedSeconds, status.ModifiedNanoseconds, CachedPages: _writes ? null : ResidencyReader.Read(handle, ByteRange.WholeFile, MostScanned).CachedPages, UncleanPages: 0);
    }

    /// <summary>The kernel reads ahead this many bytes, and starts the next piece when the reader is in the last one.</summary>
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
                    // btrfs has another device number, and a sandbox may hide /sys.
                }
            }

            return _readAhead;
        }
    }

    /// <summary>What a look sees. <c>CachedPages</c> is null for a write where <c>cachestat</c> does not answer: on overlayfs, and before Linux 6.5. For a read, <c>mincore</c> answers there.</summary>
    private readonly record struct State(long Length, long ModifiedSeconds, uint ModifiedNanoseconds, long? CachedPages, long UncleanPages)
    {
        internal bool IsWrittenAfter(State before) =>
            Length != before.Length
            || ModifiedSeconds != before.ModifiedSeconds
            || ModifiedNanoseconds != before.ModifiedNanoseconds
            || UncleanPages > before.UncleanPages;
    }
}
