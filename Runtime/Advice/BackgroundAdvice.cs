using IoPolicy.Advice;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>
/// Advice that are given by one thread of their own, in the order they came in, so that the caller waits for no device.
/// All members are safe for all threads. Get it from <see cref="PageCache.Background"/>.
/// </summary>
/// <remarks>
/// <para>
/// Each queued hint holds a descriptor of its own (the file opened once more through <c>/proc/self/fd</c>), so the
/// caller may close the file at once, and a write-back error is told to the caller's own file as well.
/// </para>
/// <para>
/// The queue is bounded: when it is full, a hint is refused with <c>EAGAIN</c>, and the caller may give it itself
/// (<see cref="PageCache.Drop"/>) or leave it. Advice that are still queued when the process ends are not given; no data
/// is lost by that.
/// </para>
/// </remarks>
public sealed class BackgroundAdvice
{
    /// <summary>The hints that can be queued or being given at a time.</summary>
    public const int Capacity = 1024;

    private const long Piece = 4 << 20;

    private readonly int _capacity;
    private readonly object _lock = new(); // A Monitor, which can wait, unlike a Lock.
    private readonly Queue<QueuedHint> _queue = new();
    private readonly List<(long Target, TaskCompletionSource Done)> _flushes = [];
    private readonly WriteBackFailures _failures = new();
    private bool _started;
    private long _queued;
    private long _given;
    private long _bytesPerSecond;

    internal BackgroundAdvice(int capacity = Capacity) => _capacity = capacity;

    /// <summary>The process's own, which <see cref="PageCache.Background"/> hands out.</summary>
    internal static BackgroundAdvice Shared { get; } = new();

    /// <summary>The most bytes that are written back and dropped in a second; 0, the default, sets no limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long BytesPerSecond
    {
        get => Interlocked.Read(ref _bytesPerSecond);
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            Interlocked.Exchange(ref _bytesPerSecond, value);
            lock (_lock)
            {
                Monitor.PulseAll(_lock);
            }
        }
    }

    /// <summary>The hints that are queued or being given.</summary>
    public long Pending
    {
        get
        {
            lock (_lock)
            {
                return _queued - _given;
            }
        }
    }

    /// <summary>Queues <see cref="PageCache.Drop"/>.</summary>
    /// <param name="file">The open file; it may be closed as soon as this returns.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Its length; 0 reaches to the end of the file.</param>
    /// <returns><see cref="AdviceStatus.Queued"/>, or why not; what becomes of a queued hint is counted.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0) => Enqueue(file, offset, length, writeBack: false);

    /// <summary>Queues <see cref="PageCache.WriteBackAndDrop"/>; a failing write-back is told by <see cref="FlushAsync"/>.</summary>
    /// <inheritdoc cref="Drop"/>
    public AdviceOutcome WriteBackAndDrop(SafeFileHandle file, long offset = 0, long length = 0) => Enqueue(file, offset, length, writeBack: true);

    /// <summary>Waits until every hint that was queued before has been given.</summary>
    /// <param name="cancellationToken">Ends the wait, not the hints.</param>
    /// <exception cref="IOException">
    /// At least one write-back failed since the last call that threw. Each failure is reported once. The failure itself if
    /// it is the only one; else the message says how many write-backs failed, and the inner exception is an
    /// <see cref="AggregateException"/> of the first 16 failures.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; failures are left to the next call.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        await AllGiven().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_failures.Take() is { } failure)
        {
            throw failure;
        }
    }

    private Task AllGiven()
    {
        lock (_lock)
        {
            if (_given == _queued)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_queued, done));
            return done.Task;
        }
    }

    private AdviceOutcome Enqueue(SafeFileHandle file, long offset, long length, bool writeBack)
    {
        var range = HintRange.Check(file, offset, length);
        if (KeepPagesSwitch.IsOn)
        {
            return new AdviceOutcome(AdviceStatus.Kept);
        }

        if (!Kernel.IsSupported)
        {
            return AdviceOutcome.From(Errno.NoSystemCall);
        }

        if (Kernel.Reopen(file) is not { } own)
        {
            return new AdviceOutcome(AdviceStatus.Refused, Errno.AccessDenied);
        }

        var isWritten = writeBack && Kernel.IsOpenForWriting(file);
        if (TryQueue(new QueuedHint(own, range, writeBack) { IsWritten = isWritten }))
        {
            return new AdviceOutcome(AdviceStatus.Queued);
        }

        own.Dispose();
        return new AdviceOutcome(AdviceStatus.Refused, Errno.Again);
    }

    /// <summary>Takes a hint with its descriptor, which is the background's from then on; false where there is no room, or no thread.</summary>
    internal bool TryQueue(QueuedHint hint)
    {
        lock (_lock)
        {
            // The hint being given counts too: whether there is room does not hang on how soon the thread takes one.
            if (_queued - _given >= _capacity)
            {
                return false;
            }

            if (!TryStart())
            {
                return false;
            }

            _queue.Enqueue(hint);
            _queued++;
            Monitor.PulseAll(_lock);
            return true;
        }
    }

    /// <summary>Starts the thread with the first hint; false where the system has no room for one.</summary>
    private bool TryStart()
    {
        if (!_started)
        {
            try
            {
                new Thread(Work) { IsBackground = true, Name = "IoPolicy hints" }.Start();
                _started = true;
            }
            catch (OutOfMemoryException)
            {
                // .NET's answer to EAGAIN of pthread_create: a limit of processes, which may pass.
            }
        }

        return _started;
    }

    private void Work()
    {
        while (true)
        {
            QueuedHint hint;
            lock (_lock)
            {
                while (!_queue.TryDequeue(out hint))
                {
                    _ = Monitor.Wait(_lock);
                }
            }

            using (hint.File)
            {
                Give(hint);
            }

            lock (_lock)
            {
                _given++;
                _flushes.RemoveAll(flush => flush.Target <= _given && flush.Done.TrySetResult());
            }
        }
    }

    private void Give(QueuedHint hint)
    {
        try
        {
            hint.Tell(BytesPerSecond == 0 ? hint.Give(hint.Range) : GiveSlowly(hint));
        }
        catch (IOException e)
        {
            _failures.Add(e);
            hint.Tell(new AdviceOutcome(AdviceStatus.Refused, e.HResult));
        }
    }

    /// <summary>Piece by piece, with pauses; the last piece reaches to the end that was asked for. Holes without pages take no time.</summary>
    private AdviceOutcome GiveSlowly(QueuedHint hint)
    {
        var size = Kernel.LengthOf(hint.File);
        var end = Math.Min(size, hint.Range.End);
        var offset = NextCached(hint.File, size, hint.Range.Offset, end);
        while (end - offset > Piece)
        {
            _ = hint.Give(HintRange.From(offset, Piece));
            Pause(Piece);
            offset = NextCached(hint.File, size, offset + Piece, end);
        }

        var outcome = hint.Give(HintRange.From(offset, hint.Range.Length == 0 ? 0 : Math.Max(1, end - offset)));
        Pause(end - offset);
        return outcome;
    }

    /// <summary>The offset of the first cached page; the last piece's if none is cached before it, since that one is due in any case.</summary>
    private static long NextCached(SafeFileHandle file, long size, long offset, long end)
    {
        if (end - offset <= Piece)
        {
            return offset;
        }

        var page = CachedPageSearch.FindFirst(file, PageSpan.Of(size, HintRange.From(offset, end - Piece - offset)));
        return Math.Clamp(page * Kernel.PageSize, offset, end - Piece);
    }

    /// <summary>As long as the bytes take at the limit; a new limit, or a new hint, is looked at again at once.</summary>
    private void Pause(long bytes)
    {
        var begin = System.Diagnostics.Stopwatch.GetTimestamp();
        while (BytesPerSecond is > 0 and var limit)
        {
            var left = TimeSpan.FromSeconds((double)bytes / limit) - System.Diagnostics.Stopwatch.GetElapsedTime(begin);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            lock (_lock)
            {
                // A limit that was lifted between the look and the wait is seen a second later at most.
                _ = Monitor.Wait(_lock, left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            }
        }
    }
}
