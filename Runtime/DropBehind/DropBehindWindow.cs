using IoPolicy.Advice;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.DropBehind;

/// <summary>
/// The window behind a file position: the bytes of the file that may be cached. The window advances in steps. The write-back of a step
/// starts when the step is full. When the whole window is full, this class waits for the write-back of the oldest step, and drops the step.
/// So several steps are on their way to the disk while the next step is filled, and no more than the window is cached.
/// </summary>
/// <remarks>
/// While the position moves forward, steps end at multiples of their size, so that few large folios are split. After a jump, a step is the
/// range from the first to the last of the bytes that moved since the last step. Such a step may be larger, because a wait for its range
/// also waits for other steps in the same range. A step that was only read needs no write-back, so it is dropped when the next step is
/// full. The drop at the end also drops pages that were read or written again after their step. Not thread-safe, as streams are not. The
/// synchronous path allocates nothing after the first step.
/// </remarks>
internal sealed class DropBehindWindow(PolicyTerms policy, SafeFileHandle file, long windowBytes, ResidencyMap? preserved) : IDisposable
{
    private readonly long _window = Pages.RoundUp(windowBytes);
    private readonly bool _needsDataSync = !FileSystemKind.SyncFileRangeReachesPages(file);
    private Step _filling;
    private bool _hasJumped;
    private Task _running = Task.CompletedTask;

    /// <summary>
    /// The full steps that have not been dropped yet, the oldest first. No lock guards the queue, because only one step at a time is
    /// processed.
    /// </summary>
    private Queue<Step>? _inFlight;

    private long _bytesInFlight;

    /// <summary>Counts the file among the files that are written now. Null until the first step with written bytes.</summary>
    private WindowShare? _share;

    /// <summary>
    /// The start of the pages that have left the window, but belong to the tail that stays cached (<c>KeepTailBytes</c>); −1 if there are none.
    /// </summary>
    private long _keptFrom = -1;

    /// <summary>
    /// A separate descriptor, to wait for write-back. The kernel reports a write-back error once to each open file (<c>errseq_t</c>), so a
    /// wait on the user's descriptor would consume the report for the user's <c>fsync</c>. The descriptor is opened before the first
    /// write-back is started, so that it gets every report. Null until the first step with written bytes.
    /// </summary>
    private SafeFileHandle? _ownDescriptor;

    internal SafeFileHandle File => file;

    internal bool KeepsPages => policy.KeepsPages || preserved is { IsKnown: false };

    /// <summary>The size of a step in bytes: whole pages.</summary>
    internal long StepBytes { get; } = WindowSize.StepOf(windowBytes);

    /// <summary>The most bytes of one call of uncached I/O.</summary>
    internal int UncachedPieceBytes { get; } = WindowSize.UncachedPieceOf(windowBytes);

    /// <summary>The number of bytes that were read or written. A byte counts each time that it is read or written.</summary>
    internal long TotalBytes => Touched.Bytes;

    /// <summary>The number of bytes of <see cref="TotalBytes"/> that used uncached I/O.</summary>
    internal long UncachedBytes { get; private set; }

    /// <summary>Whether any bytes were written.</summary>
    internal bool HasWritten { get; private set; }

    /// <summary>The range from the first to the last byte that was read or written.</summary>
    internal Step Touched { get; private set; }

    /// <summary>Adds bytes that were read or written. At the end of a step, drops the oldest step if the window is full.</summary>
    /// <exception cref="IOException">The write-back of an earlier step failed.</exception>
    internal void AddMoved(long from, long to, Transfer how)
    {
        if (Fill(from, to, how) is { IsEmpty: false } full && !KeepsPages)
        {
            Settle();
            Process(full);
        }
    }

    /// <summary>As <see cref="AddMoved"/>, but a full step is processed on another thread while the caller fills the next step.</summary>
    /// <exception cref="IOException">The write-back of an earlier step failed.</exception>
    internal ValueTask AddMovedAsync(long from, long to, Transfer how, CancellationToken cancellation) =>
        Fill(from, to, how) is { IsEmpty: false } full && !KeepsPages ? ProcessAsync(full, cancellation) : default;

    /// <summary>Waits until no step is being processed. Steps that are still in flight are left to the drop at the end.</summary>
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

    /// <summary>Closes the separate descriptor. A later step opens another descriptor.</summary>
    public void Dispose()
    {
        _ownDescriptor?.Dispose();
        _ownDescriptor = null;
        _share?.Leave();
    }

    /// <summary>
    /// The descriptor for all advice of this window. <see cref="FileSystemKind"/> remembers the file system of only the last handle, so a
    /// second descriptor would cost a system call for each step.
    /// </summary>
    private SafeFileHandle Advised => _ownDescriptor ?? file;

    /// <summary>Whether each wait is an <c>fdatasync</c>, which waits for all written bytes of the file.</summary>
    private bool WaitsForAll => _needsDataSync || UnavailableCalls.Contains(OptionalCall.SyncFileRange);

    /// <summary>
    /// The size of a step with a jump. The first such step is as small as a step without a jump, because the window may be nearly full when
    /// the jump happens. If the previous step had a jump too, the step has a quarter of the window. The steps in flight then have half of it.
    /// </summary>
    private long StepAfterJump => _hasJumped ? Math.Max(StepBytes, _window / 4) : StepBytes;

    /// <summary>Adds bytes to the step that is being filled. Returns the step if it is full, otherwise an empty step.</summary>
    private Step Fill(long from, long to, Transfer how)
    {
        if (to <= from)
        {
            return default;
        }

        // The kernel has already started the write-back of uncached writes. A step of such writes is only dropped again, in case pages
        // are left.
        var dirty = how == Transfer.Write;
        UncachedBytes += how is Transfer.UncachedRead or Transfer.UncachedWrite ? to - from : 0;
        HasWritten |= how is Transfer.Write or Transfer.UncachedWrite;
        Touched = Touched.With(from, to, dirty);
        _filling = _filling.With(from, to, dirty);
        return _filling.HasJumped ? FullStepWithJump() : FullStepWithoutJump();
    }

    private Step FullStepWithoutJump()
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

    private Step FullStepWithJump()
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

    /// <summary>Gets the number of bytes that may stay in flight while the next step is filled.</summary>
    /// <param name="full">The newest step.</param>
    /// <param name="isAsync">Whether the caller already fills the next steps while <paramref name="full"/> is processed.</param>
    private long MaxBytesInFlight(Step full, bool isAsync)
    {
        var window = WindowShare.Of(_window);
        return full.HasJumped ? window / 2
            : isAsync ? Math.Max(window - (2L * StepBytes), 0)
            : Math.Max(window - StepBytes, StepBytes);
    }

    /// <summary>Starts the write-back of a full step, and drops the oldest steps until the window is no longer full.</summary>
    private void Process(Step full)
    {
        try
        {
            Start(full);
            var maxBytes = MaxBytesInFlight(full, isAsync: false);
            var areWritten = false;
            while (TryTake(areWritten ? 0 : maxBytes, out var oldest))
            {
                areWritten |= Finish(ExcludeTail(oldest, Touched), areWritten, throwsToUser: true);
            }
        }
        catch (ObjectDisposedException)
        {
            // The body has closed the file, and the user's stream reports the next use. The drop at the end counts the call as closed.
        }
    }

    private async ValueTask ProcessAsync(Step full, CancellationToken cancellation)
    {
        // Only one step is processed at a time. Otherwise steps would accumulate on a slow disk, without a limit on the cached pages.
        if (!_running.IsCompletedSuccessfully)
        {
            await _running.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            cancellation.ThrowIfCancellationRequested();
            await SettleAsync().ConfigureAwait(false);
        }

        var touched = Touched;
        _running = Task.Run(() => ProcessInBackground(full, touched), CancellationToken.None);
    }

    /// <summary>
    /// As <see cref="Process"/>, on the thread pool. The start of a write-back can block while the device's queue is full. The wait for a
    /// write-back holds no thread.
    /// </summary>
    private async Task ProcessInBackground(Step full, Step touched)
    {
        try
        {
            Start(full);
            var maxBytes = MaxBytesInFlight(full, isAsync: true);
            var areWritten = false;
            while (TryTake(areWritten ? 0 : maxBytes, out var oldest))
            {
                if (oldest.IsDirty && !areWritten)
                {
                    await WriteBack.UntilWrittenAsync(file, oldest.Range).ConfigureAwait(false);
                }

                areWritten |= Finish(ExcludeTail(oldest, touched), areWritten, throwsToUser: false);
            }
        }
        catch (ObjectDisposedException)
        {
            // As in Process.
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

        if (full.IsDirty && _ownDescriptor is null && !FileSystemKind.IsInMemory(file))
        {
            _ownDescriptor = Kernel.Reopen(file);
        }

        if (full.IsDirty && _needsDataSync)
        {
            // On this file system (overlayfs), sync_file_range does not reach the pages. POSIX_FADV_DONTNEED does, and starts the write-back
            // of dirty pages before it drops clean pages.
            _ = Drops.IssueAround(preserved, Advised, full.Range, keep: false);
        }
        else if (full.IsDirty)
        {
            WriteBack.Start(Advised, full.Range);
        }
    }

    /// <summary>
    /// Removes the oldest step from the queue if the window is full. A step that was only read is removed if there is a newer step.
    /// </summary>
    private bool TryTake(long maxBytesInFlight, out Step oldest)
    {
        if (!_inFlight!.TryPeek(out oldest) || (oldest.IsDirty ? _bytesInFlight <= maxBytesInFlight : _inFlight.Count == 1))
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

    /// <summary>Waits until a step is written back, and drops the step.</summary>
    /// <param name="leaving">The step that leaves the window.</param>
    /// <param name="isWritten">Whether an earlier wait has included this step.</param>
    /// <param name="throwsToUser">
    /// Whether an exception certainly reaches the user. An exception in the background can get lost, because the body may throw before it gets
    /// the result. The wait must then not use the user's own descriptor, and the drop at the end waits instead.
    /// </param>
    /// <returns>Whether the wait included all steps in flight.</returns>
    private bool Finish(LeavingStep leaving, bool isWritten, bool throwsToUser)
    {
        var written = leaving.Written;
        var waits = written.IsDirty && !isWritten && !(_needsDataSync && TryDropWithoutWait(leaving));
        if (waits && (_ownDescriptor ?? (throwsToUser ? file : null)) is { } waiter)
        {
            WriteBack.ThrowIfDataAtRisk(waiter, written.Range, WriteBack.Run(waiter, written.Range, durable: false));
        }

        Drop(leaving.Dropped);
        return waits && WaitsForAll;
    }

    private void Drop(Step dropped)
    {
        if (!dropped.IsEmpty)
        {
            _ = Drops.IssueAround(preserved, Advised, dropped.Range, keep: false);
        }
    }

    /// <summary>
    /// Computes the range to drop for a step. The range excludes the tail that stays cached (<c>KeepTailBytes</c>), and includes the pages of
    /// earlier steps that were in the tail until now.
    /// </summary>
    /// <param name="step">The step that leaves the window.</param>
    /// <param name="touched">The range that was read or written. The background gets a copy, because the caller's thread changes the range.</param>
    private LeavingStep ExcludeTail(Step step, Step touched)
    {
        if (policy.KeepTailBytes == 0)
        {
            return new LeavingStep(step, RangeOfDrop(step.Start, step.End, touched.Start));
        }

        var start = _keptFrom < 0 ? step.Start : Math.Min(_keptFrom, step.Start);
        var end = Math.Min(step.End, Pages.RoundDown(Math.Max(0, touched.End - policy.KeepTailBytes)));
        _keptFrom = end < step.End ? Math.Max(start, end) : -1;
        return new LeavingStep(step, RangeOfDrop(start, end, touched.Start));
    }

    /// <summary>
    /// Gets the range to drop. The kernel drops a large folio only if the range contains all of it, and readahead creates folios that cross
    /// the end of a step. So a drop begins at the start of the largest folio that could contain the start of the step, but not before the
    /// first page that was read or written.
    /// </summary>
    private static Step RangeOfDrop(long start, long end, long first) =>
        end <= start ? default : default(Step).With(Math.Max(Pages.FolioStart(start), Pages.RoundDown(first)), end, written: false);

    /// <summary>
    /// Drops the pages that are already clean. Returns true if no page is left, so that no wait is needed. On overlayfs, a wait is an
    /// <c>fdatasync</c>, which costs a commit of the journal.
    /// </summary>
    private bool TryDropWithoutWait(LeavingStep leaving)
    {
        Drop(leaving.Dropped);
        return preserved is null && leaving.Dropped.End >= leaving.Written.End && ResidencyReader.Read(file, leaving.Dropped.Range).CachedPages == 0;
    }

    /// <summary>A step that leaves the window: the range to write back, and the range to drop.</summary>
    private readonly record struct LeavingStep(Step Written, Step Dropped);
}
