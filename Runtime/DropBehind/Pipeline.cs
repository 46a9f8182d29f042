using IoPolicy.Advice;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>
/// The pipeline of windows behind a stream's position: when window <i>i</i> is full, its write-back is started, that of
/// window <i>i − 1</i> is waited for, and window <i>i − 1</i> is dropped. So one window is being filled, one is on its
/// way to the disk, and no more than that is cached.
/// </summary>
/// <remarks>
/// While the stream moves forward, windows end at multiples of their size, so that few large folios are cut. After a
/// jump, the window is all that was touched since the last one, once that amounts to a window's bytes: a drop for each
/// jump would cost more than it saves. Whatever is touched again later is left to the drop at the end.
/// Not safe for several threads at once, as streams are not. The synchronous path allocates nothing after its first
/// window.
/// </remarks>
internal sealed class Pipeline(PolicyTerms policy, SafeFileHandle file, long windowBytes, ResidencyMap? preserved) : IDisposable
{
    private readonly long _window = RoundUp(windowBytes);
    private readonly bool _needsDataSync = !FileSystemKind.SyncFileRangeReachesPages(file);
    private Window _filling;
    private bool _jumped;
    private long _bytesFilling;
    private Window _waiting;
    private Task _running = Task.CompletedTask;

    /// <summary>The start of the pages that have left the windows, but not yet the tail; −1 if there are none.</summary>
    private long _heldFrom = -1;

    /// <summary>
    /// A descriptor that is not the user's, to wait for write-back. The kernel reports a write-back error once to each open
    /// file (<c>errseq_t</c>): a wait on the user's would take the report from the user's <c>fsync</c>. Opened before the
    /// first write-back is started, so that it gets every report; null without written windows.
    /// </summary>
    private SafeFileHandle? _own;

    internal SafeFileHandle File => file;

    internal bool KeepsPages => policy.KeepsPages || preserved is { IsKnown: false };

    /// <summary>A window's size in bytes: whole pages.</summary>
    internal long WindowBytes => _window;

    /// <summary>All bytes that have gone through, also those that went over the same place twice.</summary>
    internal long TotalBytes { get; private set; }

    /// <summary>Of these, the bytes that went through uncached I/O.</summary>
    internal long UncachedBytes { get; private set; }

    /// <summary>Whether any bytes were written.</summary>
    internal bool HasWritten { get; private set; }

    /// <summary>From the first byte that was touched to the last.</summary>
    internal Window Touched { get; private set; }

    /// <summary>Takes note of bytes that were read or written; at the end of a window, works off the one before.</summary>
    /// <exception cref="IOException">The write-back of the window before failed.</exception>
    internal void Move(long from, long to, Transfer how)
    {
        if (Fill(from, to, how) is { IsEmpty: false } full && !KeepsPages)
        {
            Settle();
            Work(full, Exclude(TakeWaiting(full)));
        }
    }

    /// <summary>As <see cref="Move"/>, but the work is done on another thread while the next window is being filled.</summary>
    /// <exception cref="IOException">The write-back of an earlier window failed.</exception>
    internal ValueTask MoveAsync(long from, long to, Transfer how, CancellationToken cancellation) =>
        Fill(from, to, how) is { IsEmpty: false } full && !KeepsPages ? WorkAsync(full, cancellation) : default;

    /// <summary>Waits for work that is under way; what is not settled yet is left to the drop at the end.</summary>
    /// <exception cref="IOException">The write-back of an earlier window failed.</exception>
    internal void Settle()
    {
        var running = _running;
        _running = Task.CompletedTask;
        running.GetAwaiter().GetResult();
    }

    /// <inheritdoc cref="Settle"/>
    internal Task SettleAsync()
    {
        var running = _running;
        _running = Task.CompletedTask;
        return running;
    }

    /// <summary>Closes the pipeline's own descriptor; a later window opens another.</summary>
    public void Dispose()
    {
        _own?.Dispose();
        _own = null;
    }

    /// <summary>The descriptor for advice. One for all calls: the file system's kind is remembered for the last one alone.</summary>
    private SafeFileHandle Advised => _own ?? file;

    /// <summary>As large as a page-table entry of the second level covers: <c>MAX_PAGECACHE_ORDER</c>.</summary>
    private static long LargestFolio => Kernel.PageSize * 512L;

    private static long RoundDown(long bytes, long unit) => bytes / unit * unit;

    /// <summary>The end of the page that a byte before it is in; of the last page, the last offset that the kernel knows.</summary>
    private static long RoundUp(long bytes) =>
        bytes > long.MaxValue - Kernel.PageSize ? long.MaxValue : RoundDown(bytes + Kernel.PageSize - 1, Kernel.PageSize);

    /// <summary>Adds to the window that is being filled, and hands it out when it is full; else an empty one.</summary>
    private Window Fill(long from, long to, Transfer how)
    {
        if (to <= from)
        {
            return default;
        }

        // Uncached writes need no write-back from here: the kernel has started it. A window of them is only dropped again,
        // for what stayed.
        var dirty = how == Transfer.Write;
        TotalBytes += to - from;
        UncachedBytes += how is Transfer.UncachedRead or Transfer.UncachedWrite ? to - from : 0;
        HasWritten |= how is Transfer.Write or Transfer.UncachedWrite;
        Touched = Touched.With(from, to, dirty);
        _jumped |= !_filling.IsEmpty && from != _filling.End;
        _bytesFilling += to - from;
        _filling = _filling.With(from, to, dirty);
        return _jumped ? AfterJump() : Forward();
    }

    private Window Forward()
    {
        var end = _filling.End / _window * _window;
        if (end - _filling.Start < _window)
        {
            return default;
        }

        var full = _filling with { End = end };
        _filling = end == _filling.End ? default : _filling with { Start = end };
        _bytesFilling = _filling.End - _filling.Start;
        return full;
    }

    private Window AfterJump()
    {
        if (_bytesFilling < _window)
        {
            return default;
        }

        var full = _filling with { End = RoundUp(_filling.End) };
        _filling = default;
        _bytesFilling = 0;
        _jumped = false;
        return full;
    }

    private Window TakeWaiting(Window next)
    {
        var before = _waiting;
        _waiting = next;
        return before;
    }

    private async ValueTask WorkAsync(Window full, CancellationToken cancellation)
    {
        // One window at a time: else a slow disk would let windows pile up, and the peak would have no bound.
        if (!_running.IsCompletedSuccessfully)
        {
            await _running.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            await SettleAsync().ConfigureAwait(false);
        }

        var before = Exclude(TakeWaiting(full));
        _running = Task.Run(() => WorkInBackground(full, before), CancellationToken.None);
    }

    private void Work(Window full, Drained before)
    {
        try
        {
            Start(full);
            Finish(before, throwsToUser: true);
        }
        catch (ObjectDisposedException)
        {
            // The body closed the file itself, and the user's stream says so where it matters. The drop at the end counts it.
        }
    }

    /// <summary>On a thread of the pool, since starting may block while the device's queue is full; waiting does not.</summary>
    private async Task WorkInBackground(Window full, Drained before)
    {
        try
        {
            Start(full);
            if (before.Written.IsDirty)
            {
                await Drops.UntilWrittenAsync(file, before.Written.Range).ConfigureAwait(false);
            }

            Finish(before, throwsToUser: false);
        }
        catch (ObjectDisposedException)
        {
            // As in Work.
        }
    }

    private void Start(Window full)
    {
        if (full.IsDirty && _own is null && !FileSystemKind.IsInMemory(file))
        {
            _own = Kernel.Reopen(file);
        }

        if (full.IsDirty && _needsDataSync)
        {
            // sync_file_range does not reach the pages there. POSIX_FADV_DONTNEED does, and starts write-back before it drops.
            _ = Drops.IssueAround(preserved, Advised, full.Range, keep: false);
        }
        else if (full.IsDirty)
        {
            Drops.StartWriteBack(Advised, full.Range);
        }
    }

    /// <param name="before">The window to write back and to drop.</param>
    /// <param name="throwsToUser">
    /// Whether an exception reaches the user for certain. In the background, the body may throw before it comes for the
    /// result: then the wait must not be on the user's own descriptor, and is left to the drop at the end.
    /// </param>
    private void Finish(Drained before, bool throwsToUser)
    {
        var written = before.Written;
        if (written.IsEmpty)
        {
            return;
        }

        if (written.IsDirty && (_own ?? (throwsToUser ? file : null)) is { } waiter && !(_needsDataSync && IsGone(before)))
        {
            Drops.ThrowIfDataAtRisk(waiter, written.Range, Drops.WriteBack(waiter, written.Range, durable: false));
        }

        Drop(before.Dropped);
    }

    private void Drop(Window dropped)
    {
        if (!dropped.IsEmpty)
        {
            _ = Drops.IssueAround(preserved, Advised, dropped.Range, keep: false);
        }
    }

    /// <summary>
    /// Finds the pages that a window's drop may reach: those that are held from earlier windows too, and none of the tail.
    /// Runs on the caller's thread, which alone knows how far the file has come.
    /// </summary>
    private Drained Exclude(Window before)
    {
        if (before.IsEmpty || policy.KeepTailBytes == 0)
        {
            return new Drained(before, before.IsEmpty ? before : RangeOfDrop(before, Touched.Start));
        }

        var start = _heldFrom < 0 ? before.Start : Math.Min(_heldFrom, before.Start);
        var end = Math.Min(before.End, RoundDown(Math.Max(0, Touched.End - policy.KeepTailBytes), Kernel.PageSize));
        _heldFrom = end < before.End ? Math.Max(start, end) : -1;
        return new Drained(before, end <= start ? default : RangeOfDrop(before with { Start = start, End = end }, Touched.Start));
    }

    /// <summary>
    /// A large folio goes only where the range holds all of it, and readahead makes folios that reach over the end of a
    /// small window: a drop begins where the largest folio around the window's start would begin, but not before the
    /// first page that was touched.
    /// </summary>
    private static Window RangeOfDrop(Window window, long first)
    {
        var start = Math.Max(RoundDown(window.Start, LargestFolio), RoundDown(first, Kernel.PageSize));
        return window with { Start = start };
    }

    /// <summary>
    /// Drops what is clean by now, and looks whether that was all: fdatasync, the only wait that overlayfs has, costs a
    /// commit of the journal for each window.
    /// </summary>
    private bool IsGone(Drained before)
    {
        Drop(before.Dropped);
        return preserved is null && before.Dropped.End >= before.Written.End && ResidencyReader.Read(file, before.Dropped.Range).CachedPages == 0;
    }

    /// <summary>A window that is due: the bytes to write back, and the bytes to drop.</summary>
    private readonly record struct Drained(Window Written, Window Dropped);
}
