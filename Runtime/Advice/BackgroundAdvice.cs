using IoPolicy.Advice;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>
/// Advice that a background thread issues, in the order of the calls, so that the caller does not wait for the device.
/// All members are safe for concurrent use. <see cref="PageCache.Background"/> is the instance.
/// </summary>
/// <remarks>
/// <para>
/// Queued advice holds a descriptor of its own (the file is opened again through <c>/proc/self/fd</c>). So the caller may
/// close the file at once, and a write-back error is reported to the caller's own file too.
/// </para>
/// <para>
/// The queue is bounded. If it is full, the advice is refused with <c>EAGAIN</c>, and the caller may issue it directly
/// (<see cref="PageCache.Drop"/>). Advice that is queued when the process ends is not issued; no data is lost.
/// </para>
/// </remarks>
public sealed class BackgroundAdvice
{
    /// <summary>The most pieces of advice that are queued or being issued at a time.</summary>
    public const int Capacity = 1024;

    /// <summary>The bytes that the thread advises between two pauses, if <see cref="BytesPerSecond"/> limits the rate.</summary>
    private const long PieceBytes = 4 << 20;

    /// <summary>
    /// The most bytes of queued small files (<see cref="SmallFileSeries"/>): as many bytes as the default window. The methods of these files
    /// have no <c>Background = true</c>, so the user has not asked for a queue.
    /// </summary>
    private const long MaxSmallFileBytes = 16 << 20;

    /// <summary>
    /// A small file is queued only while fewer pieces of advice are pending. Each piece holds a descriptor, and a process can have few
    /// descriptors.
    /// </summary>
    private const int MaxPendingForSmallFile = 2 * MaxInBatch;

    /// <summary>
    /// The most pieces of advice in a batch. The thread starts the write-back of the whole batch before it waits for the first one, so the
    /// device has many requests, and a wait ends soon.
    /// </summary>
    private const int MaxInBatch = 64;

    /// <summary>How long the thread waits for a full batch. Waking the thread for each file would cost the caller more than the advice.</summary>
    private const int BatchMilliseconds = 5;

    private readonly int _capacity;
    private readonly object _lock = new(); // A Monitor, which can wait, unlike a Lock.
    private readonly Queue<QueuedAdvice> _queue = new();
    private readonly List<(long Target, TaskCompletionSource Done)> _flushes = [];
    private readonly WriteBackFailures _failures = new();
    private bool _started;
    private readonly Queue<QueuedAdvice> _batch = new(); // Only the thread uses it.
    private long _queued;
    private long _issued;
    private long _smallFileBytes;
    private long _bytesPerSecond;

    internal BackgroundAdvice(int capacity = Capacity) => _capacity = capacity;

    /// <summary>The instance that <see cref="PageCache.Background"/> returns.</summary>
    internal static BackgroundAdvice Shared { get; } = new();

    /// <summary>The most bytes to write back and drop per second; 0, the default, sets no limit.</summary>
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

    /// <summary>The pieces of advice that are queued or being issued.</summary>
    public long Pending
    {
        get
        {
            lock (_lock)
            {
                return _queued - _issued;
            }
        }
    }

    /// <summary>Queues <see cref="PageCache.Drop"/>.</summary>
    /// <param name="file">The open file; it may be closed as soon as this returns.</param>
    /// <param name="offset">The offset of the range in bytes.</param>
    /// <param name="length">The length of the range in bytes; 0 means up to the end of the file.</param>
    /// <returns><see cref="AdviceStatus.Queued"/>, or the reason why nothing was queued. The meter counts the result of queued advice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0) => Enqueue(file, offset, length, writeBack: false);

    /// <summary>Queues <see cref="PageCache.WriteBackAndDrop"/>. <see cref="FlushAsync"/> reports a failing write-back.</summary>
    /// <inheritdoc cref="Drop"/>
    public AdviceOutcome WriteBackAndDrop(SafeFileHandle file, long offset = 0, long length = 0) => Enqueue(file, offset, length, writeBack: true);

    /// <summary>Waits until all advice that was queued before this call is issued.</summary>
    /// <param name="cancellationToken">Ends the wait, not the advice.</param>
    /// <exception cref="IOException">
    /// At least one write-back failed since the last call that threw. Each failure is reported once. A single failure is
    /// thrown itself. For several failures, the message has their number, and the inner exception is an
    /// <see cref="AggregateException"/> of the first 16 failures.
    /// </exception>
    /// <exception cref="OperationCanceledException">The wait was cancelled; failures are left to the next call.</exception>
    public async Task FlushAsync(CancellationToken cancellationToken = default)
    {
        await AllIssued().WaitAsync(cancellationToken).ConfigureAwait(false);
        if (_failures.Take() is { } failure)
        {
            throw failure;
        }
    }

    /// <summary>
    /// Throws the write-back failure of a small file whose advice was queued by an earlier call with the same policy. That call has
    /// returned, so this call reports the failure.
    /// </summary>
    /// <exception cref="IOException">A write-back failed. Neither a later call nor <see cref="FlushAsync"/> reports it again.</exception>
    internal void ThrowEarlierFailure(PolicyTerms policy)
    {
        if (_failures.Take(policy) is { } failure)
        {
            throw failure;
        }
    }

    private Task AllIssued()
    {
        lock (_lock)
        {
            if (_issued == _queued)
            {
                return Task.CompletedTask;
            }

            var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _flushes.Add((_queued, done));
            Monitor.PulseAll(_lock);
            return done.Task;
        }
    }

    private AdviceOutcome Enqueue(SafeFileHandle file, long offset, long length, bool writeBack)
    {
        var range = ByteRange.Check(file, offset, length);
        if (KeepPagesSwitch.IsOn)
        {
            return new AdviceOutcome(AdviceStatus.Kept);
        }

        if (!Kernel.IsSupported)
        {
            return AdviceOutcome.From(Errno.NoSystemCall);
        }

        if (Kernel.Reopen(file) is not { } ownDescriptor)
        {
            return new AdviceOutcome(AdviceStatus.Refused, Errno.AccessDenied);
        }

        var isWritten = writeBack && Kernel.IsOpenForWriting(file);
        if (TryQueue(new QueuedAdvice(ownDescriptor, range, writeBack) { IsWritten = isWritten }))
        {
            return new AdviceOutcome(AdviceStatus.Queued);
        }

        ownDescriptor.Dispose();
        return new AdviceOutcome(AdviceStatus.Refused, Errno.Again);
    }

    /// <summary>Queues advice, and then owns its descriptor. Returns false if there is no room, or no thread.</summary>
    internal bool TryQueue(QueuedAdvice advice)
    {
        lock (_lock)
        {
            // Advice that is being issued counts too, so the room does not depend on the moment at which the thread dequeues it.
            if (!HasRoom(advice.SmallFileBytes) || !TryStart())
            {
                return false;
            }

            _queue.Enqueue(advice);
            _queued++;
            _smallFileBytes += advice.SmallFileBytes;
            if (_queue.Count is 1 or >= MaxInBatch)
            {
                Monitor.PulseAll(_lock);
            }

            return true;
        }
    }

    /// <summary>Whether advice about a small file of a series can be queued now.</summary>
    /// <param name="smallFileBytes">The length of the file.</param>
    internal bool HasRoomFor(long smallFileBytes)
    {
        lock (_lock)
        {
            return HasRoom(smallFileBytes);
        }
    }

    private bool HasRoom(long smallFileBytes) =>
        _queued - _issued < _capacity
        && (smallFileBytes == 0 || (_queued - _issued < MaxPendingForSmallFile && _smallFileBytes + smallFileBytes <= MaxSmallFileBytes));

    /// <summary>Starts the thread with the first advice. Returns false if the system cannot start another thread.</summary>
    private bool TryStart()
    {
        if (!_started)
        {
            try
            {
                new Thread(Work) { IsBackground = true, Name = "IoPolicy advice" }.Start();
                _started = true;
            }
            catch (OutOfMemoryException)
            {
                // .NET throws this exception if pthread_create returns EAGAIN: too many threads exist, which may be temporary.
            }
        }

        return _started;
    }

    private void Work()
    {
        while (true)
        {
            Gather();
            if (BytesPerSecond == 0 && _batch.Count > 1)
            {
                foreach (var advice in _batch)
                {
                    advice.Start();
                }
            }

            while (_batch.TryDequeue(out var advice))
            {
                using (advice.File)
                {
                    Issue(advice);
                }

                lock (_lock)
                {
                    _issued++;
                    _smallFileBytes -= advice.SmallFileBytes;
                    _flushes.RemoveAll(flush => flush.Target <= _issued && flush.Done.TrySetResult());
                }
            }
        }
    }

    /// <summary>
    /// Waits for advice. Then waits a few milliseconds for a full batch, unless a caller of <see cref="FlushAsync"/> waits. Moves the queued
    /// advice to the batch.
    /// </summary>
    private void Gather()
    {
        lock (_lock)
        {
            while (_queue.Count == 0)
            {
                _ = Monitor.Wait(_lock);
            }

            if (_queue.Count < MaxInBatch && _flushes.Count == 0)
            {
                _ = Monitor.Wait(_lock, BatchMilliseconds);
            }

            while (_batch.Count < MaxInBatch && _queue.TryDequeue(out var advice))
            {
                _batch.Enqueue(advice);
            }
        }
    }

    private void Issue(QueuedAdvice advice)
    {
        try
        {
            advice.Report(BytesPerSecond == 0 ? advice.Issue(advice.Range) : IssueSlowly(advice));
        }
        catch (IOException e)
        {
            _failures.Add(e, advice.SmallFileBytes > 0 ? advice.Policy : null);
            advice.Report(new AdviceOutcome(AdviceStatus.Refused, e.HResult));
        }
    }

    /// <summary>
    /// Issues the advice piece by piece, with pauses. The last piece reaches to the requested end. Parts without cached pages
    /// are skipped.
    /// </summary>
    private AdviceOutcome IssueSlowly(QueuedAdvice advice)
    {
        var size = Kernel.LengthOf(advice.File);
        var end = Math.Min(size, advice.Range.End);
        var offset = NextCached(advice.File, size, advice.Range.Offset, end);
        while (end - offset > PieceBytes)
        {
            _ = advice.Issue(ByteRange.From(offset, PieceBytes));
            Pause(PieceBytes);
            offset = NextCached(advice.File, size, offset + PieceBytes, end);
        }

        var outcome = advice.Issue(ByteRange.From(offset, advice.Range.Length == 0 ? 0 : Math.Max(1, end - offset)));
        Pause(end - offset);
        return outcome;
    }

    /// <summary>
    /// Finds the offset of the next cached page. If no page before the last piece is cached, returns the offset of the last piece, which is
    /// always issued.
    /// </summary>
    private static long NextCached(SafeFileHandle file, long size, long offset, long end)
    {
        if (end - offset <= PieceBytes)
        {
            return offset;
        }

        var page = CachedPageSearch.FindFirst(file, PageSpan.Of(size, ByteRange.From(offset, end - PieceBytes - offset)));
        return Math.Clamp(page * Kernel.PageSize, offset, end - PieceBytes);
    }

    /// <summary>Pauses until the bytes have taken as long as <see cref="BytesPerSecond"/> requires. A higher limit ends the pause earlier.</summary>
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
                // If the limit was lifted between the check and the wait, the thread sees this within a second.
                _ = Monitor.Wait(_lock, left < TimeSpan.FromSeconds(1) ? left : TimeSpan.FromSeconds(1));
            }
        }
    }
}
