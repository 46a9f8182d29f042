using IoPolicy.Advice;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>
/// The window behind a file position: the bytes of the file that may be cached. The window advances in steps. When a step is full, the
/// window starts its write-back. When the window itself is full, it waits for the oldest step and drops it. So several steps are on their
/// way to the disk while the next step is filled, and no more than the window is cached.
/// </summary>
/// <remarks>
/// While the position moves forward, steps end at multiples of their size, so that few large folios are cut. After a jump, a
/// step is the range of all bytes that moved since the last step. Such a step is larger, because a wait for the range waits for
/// all steps in it. The drop at the end also drops pages that were touched again after their step.
/// A step that was only read needs no write-back, so it is dropped when the next step is full.
/// Not thread-safe, as streams are not. The synchronous path allocates nothing after its first step.
/// </remarks>
internal sealed class DropBehindWindow(PolicyTerms policy, SafeFileHandle file, long windowBytes, ResidencyMap? preserved) : IDisposable
{
    private readonly long _window = Pages.RoundUp(windowBytes);
    private readonly bool _needsDataSync = !FileSystemKind.SyncFileRangeReachesPages(file);
    private Step _filling;
    private bool _hasJumped;
    private Task _running = Task.CompletedTask;

    /// <summary>The full steps, the oldest first. Only the work on a step uses it, and there is one work at a time.</summary>
    private Queue<Step>? _inFlight;

    private long _bytesInFlight;

    /// <summary>Counts the file among those that are written now. Null until the first written step.</summary>
    private WindowShare? _share;

    /// <summary>The start of the pages that have left the window, but not yet the tail; −1 if there are none.</summary>
    private long _heldFrom = -1;

    /// <summary>
    /// The window's own descriptor, to wait for write-back. The kernel reports a write-back error once to each open file
    /// (<c>errseq_t</c>), so a wait on the user's descriptor would consume the report for the user's <c>fsync</c>. The window opens it
    /// before it starts the first write-back, so that it gets every report. Null without written steps.
    /// </summary>
    private SafeFileHandle? _own;

    internal SafeFileHandle File => file;

    internal bool KeepsPages => policy.KeepsPages || preserved is { IsKnown: false };

    /// <summary>The size of a step in bytes: whole pages.</summary>
    internal long StepBytes { get; } = WindowSize.StepOf(windowBytes);

    /// <summary>The most bytes of one call of uncached I/O.</summary>
    internal int UncachedPieceBytes { get; } = WindowSize.UncachedPieceOf(windowBytes);

    /// <summary>All bytes that have gone through, also those that went over the same place twice.</summary>
    internal long TotalBytes => Touched.Bytes;

    /// <summary>Of these, the bytes that went through uncached I/O.</summary>
    internal long UncachedBytes { get; private set; }

    /// <summary>Whether any bytes were written.</summary>
    internal bool HasWritten { get; private set; }

    /// <summary>From the first byte that was touched to the last.</summary>
    internal Step Touched { get; private set; }

    /// <summary>Adds bytes that were read or written. At the end of a step, drops the oldest step if the window is full.</summary>
    /// <exception cref="IOException">The write-back of an earlier step failed.</exception>
    internal void Move(long from, long to, Transfer how)
    {
        if (Fill(from, to, how) is { IsEmpty: false } full && !KeepsPages)
        {
            Settle();
            Work(full);
        }
    }

    /// <summary>As <see cref="Move"/>, but the work is done on another thread while the next step is being filled.</summary>
    /// <exception cref="IOException">The write-back of an earlier step failed.</exception>
    internal ValueTask MoveAsync(long from, long to, Transfer how, CancellationToken cancellation) =>
        Fill(from, to, how) is { IsEmpty: false } full && !KeepsPages ? WorkAsync(full, cancellation) : default;

    /// <summary>Waits for work in progress. The drop at the end takes the rest.</summary>
    /// <exception cref="IOException">The write-back of an earlier step failed.</exception>
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

    /// <summary>Closes the window's own descriptor. A later step opens another descriptor.</summary>
    public void Dispose()
    {
        _own?.Dispose();
        _own = null;
        _share?.Leave();
    }

    /// <summary>The descriptor for advice. One for all calls: the file system's kind is remembered for the last one alone.</summary>
    private SafeFileHandle Advised => _own ?? file;

    /// <summary>Whether the only wait is one for all written bytes of the file.</summary>
    private bool WaitsForAll => _needsDataSync || UnavailableCalls.Contains(OptionalCall.SyncFileRange);

    /// <summary>
    /// A jump can happen when the window is nearly full, so the first step after the jump is small. A later step has a quarter
    /// of the window, while steps in flight have half of the window.
    /// </summary>
    private long StepAfterJump => _hasJumped ? Math.Max(StepBytes, _window / 4) : StepBytes;

    /// <summary>Adds to the step that is being filled, and hands it out when it is full; else an empty one.</summary>
    private Step Fill(long from, long to, Transfer how)
    {
        if (to <= from)
        {
            return default;
        }

        // The kernel has already started the write-back of uncached writes. A step of them is only dropped again, in case
        // pages stayed.
        var dirty = how == Transfer.Write;
        UncachedBytes += how is Transfer.UncachedRead or Transfer.UncachedWrite ? to - from : 0;
        HasWritten |= how is Transfer.Write or Transfer.UncachedWrite;
        Touched = Touched.With(from, to, dirty);
        _filling = _filling.With(from, to, dirty);
        return _filling.HasJumped ? AfterJump() : Forward();
    }

    private Step Forward()
    {
        var end = _filling.End / StepBytes * StepBytes;
        if (end - _filling.Start < StepBytes)
        {
            return default;
        }

        var full = _filling.Between(_filling.Start, end);
        _filling = _filling.Between(end, _filling.End);
        _hasJumped = false;
        return full;
    }

    private Step AfterJump()
    {
        if (_filling.Bytes < StepAfterJump)
        {
            return default;
        }

        var full = _filling with { End = Pages.RoundUp(_filling.End) };
        _filling = default;
        _hasJumped = true;
        return full;
    }

    /// <summary>How many bytes may stay in flight while the next step is filled.</summary>
    /// <param name="full">The newest step.</param>
    /// <param name="isAsync">Whether the next step is filled, and another one too, before this work ends.</param>
    private long MostInFlight(Step full, bool isAsync)
    {
        var window = WindowShare.Of(_window);
        return full.HasJumped ? window / 2
            : isAsync ? Math.Max(window - (2L * StepBytes), 0)
            : Math.Max(window - StepBytes, StepBytes);
    }

    private void Work(Step full)
    {
        try
        {
            Start(full);
            var most = MostInFlight(full, isAsync: false);
            var areWritten = false;
            while (TryTake(areWritten ? 0 : most, out var oldest))
            {
                areWritten |= Finish(Exclude(oldest, Touched), areWritten, throwsToUser: true);
            }
        }
        catch (ObjectDisposedException)
        {
            // The body closed the file, and the user's stream reports that. The drop at the end counts it.
        }
    }

    private async ValueTask WorkAsync(Step full, CancellationToken cancellation)
    {
        // Only one step at a time. Otherwise steps would accumulate on a slow disk, without a bound on the peak.
        if (!_running.IsCompletedSuccessfully)
        {
            await _running.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            await SettleAsync().ConfigureAwait(false);
        }

        var touched = Touched;
        _running = Task.Run(() => WorkInBackground(full, touched), CancellationToken.None);
    }

    /// <summary>On a thread of the pool, since starting may block while the device's queue is full; waiting does not.</summary>
    private async Task WorkInBackground(Step full, Step touched)
    {
        try
        {
            Start(full);
            var most = MostInFlight(full, isAsync: true);
            var areWritten = false;
            while (TryTake(areWritten ? 0 : most, out var oldest))
            {
                if (oldest.IsDirty && !areWritten)
                {
                    await WriteBack.UntilWrittenAsync(file, oldest.Range).ConfigureAwait(false);
                }

                areWritten |= Finish(Exclude(oldest, touched), areWritten, throwsToUser: false);
            }
        }
        catch (ObjectDisposedException)
        {
            // As in Work.
        }
    }

    private void Start(Step full)
    {
        _inFlight ??= new Queue<Step>((int)(_window / StepBytes) + 2);
        _inFlight.Enqueue(full);
        _bytesInFlight += full.Bytes;
        if (full.IsDirty)
        {
            (_share ??= new WindowShare()).Enter();
        }

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
            WriteBack.Start(Advised, full.Range);
        }
    }

    /// <summary>Takes the oldest step if the window is full. A step that was only read leaves when there is a newer one.</summary>
    private bool TryTake(long mostInFlight, out Step oldest)
    {
        if (!_inFlight!.TryPeek(out oldest) || (oldest.IsDirty ? _bytesInFlight <= mostInFlight : _inFlight.Count == 1))
        {
            return false;
        }

        _bytesInFlight -= oldest.Bytes;
        if (_bytesInFlight == 0)
        {
            _share?.Leave();
        }

        return _inFlight.TryDequeue(out _);
    }

    /// <summary>Waits until a step is written, and drops it.</summary>
    /// <param name="before">The step to write back and to drop.</param>
    /// <param name="isWritten">Whether an earlier wait was for this step too.</param>
    /// <param name="throwsToUser">
    /// Whether an exception surely reaches the user. In the background, the body may throw before it gets the result. Then
    /// the wait must not use the user's own descriptor, and the drop at the end waits instead.
    /// </param>
    /// <returns>Whether the wait was for all steps in flight.</returns>
    private bool Finish(Drained before, bool isWritten, bool throwsToUser)
    {
        var written = before.Written;
        var waits = written.IsDirty && !isWritten && !(_needsDataSync && IsGone(before));
        if (waits && (_own ?? (throwsToUser ? file : null)) is { } waiter)
        {
            WriteBack.ThrowIfDataAtRisk(waiter, written.Range, WriteBack.Run(waiter, written.Range, durable: false));
        }

        Drop(before.Dropped);
        return waits && WaitsForAll;
    }

    private void Drop(Step dropped)
    {
        if (!dropped.IsEmpty)
        {
            _ = Drops.IssueAround(preserved, Advised, dropped.Range, keep: false);
        }
    }

    /// <summary>Finds the pages that a step's drop may reach: those of earlier steps that are still kept too, and none of the tail.</summary>
    /// <param name="before">The step.</param>
    /// <param name="touched">How far the file has come. The background gets a copy, because the caller's thread moves on.</param>
    private Drained Exclude(Step before, Step touched)
    {
        if (policy.KeepTailBytes == 0)
        {
            return new Drained(before, RangeOfDrop(before.Start, before.End, touched.Start));
        }

        var start = _heldFrom < 0 ? before.Start : Math.Min(_heldFrom, before.Start);
        var end = Math.Min(before.End, Pages.RoundDown(Math.Max(0, touched.End - policy.KeepTailBytes)));
        _heldFrom = end < before.End ? Math.Max(start, end) : -1;
        return new Drained(before, RangeOfDrop(start, end, touched.Start));
    }

    /// <summary>
    /// The kernel drops a large folio only if the range contains all of it, and readahead makes folios that cross the end of a
    /// step. So a drop begins where the largest folio around the step's start would begin, but not before the first page that
    /// was touched.
    /// </summary>
    private static Step RangeOfDrop(long start, long end, long first) =>
        end <= start ? default : default(Step).With(Math.Max(Pages.FolioStart(start), Pages.RoundDown(first)), end, written: false);

    /// <summary>
    /// Drops the pages that are clean now, and checks whether any page is left. On overlayfs the only wait is fdatasync, which
    /// costs a commit of the journal.
    /// </summary>
    private bool IsGone(Drained before)
    {
        Drop(before.Dropped);
        return preserved is null && before.Dropped.End >= before.Written.End && ResidencyReader.Read(file, before.Dropped.Range).CachedPages == 0;
    }

    /// <summary>A step that is due: the bytes to write back, and the bytes to drop.</summary>
    private readonly record struct Drained(Step Written, Step Dropped);
}
