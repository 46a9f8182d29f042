using IoPolicy.Advice;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// Moves the bytes of a stream or a file piece by piece, and tells the pipeline which bytes moved: what
/// <see cref="StreamCore"/> and <see cref="PositionedCore"/> have in common.
/// </summary>
/// <remarks>A large buffer moves in pieces of a step, because one call could fill the cache.</remarks>
internal abstract class DropBehindCore
{
    private const string NotSupported = "the file system, or the kernel, knows no uncached I/O";
    private const string OverwrittenInPlace = "blocks that are overwritten in place stay cached all the same (measured, ext4 on Linux 6.18)";
    private const string TailIsKept = "KeepTailBytes keeps pages, and uncached I/O keeps none";
    private const string TooSmall = "every piece was smaller than 64 KiB";

    private volatile bool _uncached;
    private string? _obstacle;
    private int _completed;

    /// <param name="policy">The requested policy.</param>
    /// <param name="pipeline">The windows; null if there is no file whose pages can be dropped.</param>
    /// <param name="isFile">Whether the bytes go to the file itself: a buffer in between would not see uncached bytes.</param>
    protected DropBehindCore(PolicyTerms policy, Pipeline? pipeline, bool isFile)
    {
        Pipeline = pipeline;
        if (policy.Mode == DropBehindMode.Uncached)
        {
            _obstacle = pipeline is null || !isFile ? "the stream is no file itself, but wraps one"
                : policy.KeepTailBytes > 0 ? TailIsKept
                : UncachedIo.MayBeSupported(pipeline.File) ? null
                : NotSupported;
            _uncached = _obstacle is null;
        }
    }

    internal DropBehindMode Mode => _uncached ? DropBehindMode.Uncached : DropBehindMode.Windowed;

    protected Pipeline? Pipeline { get; }

    /// <summary>
    /// The most bytes that move at once: a step of the window. Uncached I/O moves more, because the kernel starts the
    /// write-back of each call.
    /// </summary>
    protected int PieceBytes => Pipeline is null ? int.MaxValue : _uncached ? Pipeline.UncachedPieceBytes : (int)Math.Min(Pipeline.StepBytes, int.MaxValue);

    /// <summary>The length of the file, to tell a write at its end from one that overwrites.</summary>
    protected abstract long Length { get; }

    /// <summary>Whether there is advice to issue at the end.</summary>
    protected virtual bool HasAdvice => true;

    /// <summary>Writes back and drops the pages that the windows have left. A second call does nothing.</summary>
    /// <param name="threw">Whether the method threw: then nothing is thrown from here.</param>
    /// <exception cref="IOException">A write-back failed.</exception>
    internal void Complete(bool threw = false)
    {
        if (!BeginCompletion())
        {
            return;
        }

        if (threw)
        {
            CompleteAfterException();
            return;
        }

        try
        {
            Pipeline?.Settle();
        }
        catch
        {
            AbandonRequest();
            throw;
        }
        finally
        {
            Pipeline?.Dispose();
        }

        FinalAdvice.Issue(Request());
    }

    /// <inheritdoc cref="Complete"/>
    internal async ValueTask CompleteAsync(bool threw = false)
    {
        if (!BeginCompletion())
        {
            return;
        }

        if (threw && Pipeline is null)
        {
            await FinalAdvice.IssueAfterExceptionAsync(Request()).ConfigureAwait(false);
            return;
        }

        if (threw)
        {
            await Task.Run(CompleteAfterException).ConfigureAwait(false);
            return;
        }

        try
        {
            await (Pipeline?.SettleAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch
        {
            AbandonRequest();
            throw;
        }
        finally
        {
            Pipeline?.Dispose();
        }

        await FinalAdvice.IssueAsync(Request()).ConfigureAwait(false);
    }

    /// <summary>Completes, because this is the last moment at which the pages can be dropped, and closes the file.</summary>
    /// <exception cref="IOException">A write-back failed; the file is closed nevertheless.</exception>
    internal void Close()
    {
        try
        {
            Complete();
        }
        finally
        {
            Pipeline?.Dispose();
            CloseInner();
        }
    }

    /// <inheritdoc cref="Close"/>
    internal async ValueTask CloseAsync()
    {
        try
        {
            await CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            Pipeline?.Dispose();
            await CloseInnerAsync().ConfigureAwait(false);
        }
    }

    protected int Read(Span<byte> buffer, long from)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer.Slice(done, PieceOf(buffer.Length - done));
            var uncached = GoesUncached(piece.Length, from, write: false);
            var read = uncached ? ReadUncached(piece, from, out uncached) : ReadThrough(piece, from);
            var to = PositionAfter(from, read);
            Note(from, to, uncached ? Transfer.UncachedRead : Transfer.Read);
            done += read;
            if (read < piece.Length || done == buffer.Length)
            {
                return done;
            }

            from = to;
        }
    }

    protected async ValueTask<int> ReadAsync(Memory<byte> buffer, long from, CancellationToken cancellation)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer.Slice(done, PieceOf(buffer.Length - done));
            var start = from;
            var uncached = GoesUncached(piece.Length, start, write: false);
            var read = uncached
                ? await Task.Run(() => ReadUncached(piece.Span, start, out uncached), cancellation).ConfigureAwait(false)
                : await ReadThroughAsync(piece, start, cancellation).ConfigureAwait(false);
            var to = PositionAfter(start, read);
            await NoteAsync(start, to, uncached ? Transfer.UncachedRead : Transfer.Read, cancellation).ConfigureAwait(false);
            done += read;
            if (read < piece.Length || done == buffer.Length)
            {
                return done;
            }

            from = to;
        }
    }

    protected void Write(ReadOnlySpan<byte> buffer, long from)
    {
        do
        {
            var piece = buffer[..PieceOf(buffer.Length)];
            var uncached = GoesUncached(piece.Length, from, write: true) && WriteUncached(piece, from);
            if (!uncached)
            {
                WriteThrough(piece, from);
            }

            var to = PositionAfter(from, piece.Length);
            Note(from, to, uncached ? Transfer.UncachedWrite : Transfer.Write);
            buffer = buffer[piece.Length..];
            from = to;
        }
        while (!buffer.IsEmpty);
    }

    protected async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, long from, CancellationToken cancellation)
    {
        do
        {
            var piece = buffer[..PieceOf(buffer.Length)];
            var start = from;
            var uncached = GoesUncached(piece.Length, start, write: true)
                && await Task.Run(() => WriteUncached(piece.Span, start), cancellation).ConfigureAwait(false);
            if (!uncached)
            {
                await WriteThroughAsync(piece, start, cancellation).ConfigureAwait(false);
            }

            var to = PositionAfter(start, piece.Length);
            await NoteAsync(start, to, uncached ? Transfer.UncachedWrite : Transfer.Write, cancellation).ConfigureAwait(false);
            buffer = buffer[piece.Length..];
            from = to;
        }
        while (!buffer.IsEmpty);
    }

    /// <summary>The read through the page cache, which is .NET's own.</summary>
    protected abstract int ReadThrough(Span<byte> piece, long from);

    protected abstract ValueTask<int> ReadThroughAsync(Memory<byte> piece, long from, CancellationToken cancellation);

    /// <summary>The write through the page cache, which is .NET's own.</summary>
    protected abstract void WriteThrough(ReadOnlySpan<byte> piece, long from);

    protected abstract ValueTask WriteThroughAsync(ReadOnlyMemory<byte> piece, long from, CancellationToken cancellation);

    /// <summary>The offset in the file after bytes have moved. A stream over a compressor moves by another number.</summary>
    protected abstract long PositionAfter(long from, long bytes);

    /// <summary>Passes buffered bytes on, because uncached I/O goes past the buffer.</summary>
    protected virtual void BeforeUncached()
    {
    }

    /// <summary>Sets the position that uncached I/O has reached.</summary>
    protected virtual void AfterUncached(long to)
    {
    }

    protected virtual void Note(long from, long to, Transfer how) => Pipeline?.Move(from, to, how);

    protected virtual ValueTask NoteAsync(long from, long to, Transfer how, CancellationToken cancellation) =>
        Pipeline?.MoveAsync(from, to, how, cancellation) ?? default;

    protected abstract AdviceRequest Request();

    protected abstract void CloseInner();

    protected abstract ValueTask CloseInnerAsync();

    /// <summary>
    /// Whether a piece goes past the cache. A small piece does not, because each would be a write to the device. Neither does
    /// a write that overwrites blocks in place, which stay cached nevertheless, nor any write after it.
    /// </summary>
    protected bool GoesUncached(long bytes, long from, bool write)
    {
        if (!_uncached || bytes < WindowSize.Minimum || Pipeline is not { KeepsPages: false })
        {
            return false;
        }

        if (write && from + bytes <= Length)
        {
            UseWindows(OverwrittenInPlace);
        }

        return _uncached;
    }

    /// <summary>Falls back to windows if an error number says that there is no uncached I/O.</summary>
    protected bool FallsBack(int error)
    {
        if (!UncachedIo.MeansUnsupported(Pipeline!.File, error))
        {
            return false;
        }

        UseWindows(NotSupported);
        return true;
    }

    /// <summary>
    /// The number of bytes that move at once. A small rest moves with the last piece, because by itself it would stay in the
    /// file's buffer, where the whole would have gone past it.
    /// </summary>
    private int PieceOf(int bytes) => bytes - PieceBytes >= WindowSize.Minimum ? PieceBytes : bytes;

    private int ReadUncached(Span<byte> piece, long from, out bool uncached)
    {
        BeforeUncached();
        var read = UncachedIo.Read(Pipeline!.File, piece, from);
        uncached = read >= 0;
        if (!uncached)
        {
            UseWindows(NotSupported);
            return ReadThrough(piece, from);
        }

        AfterUncached(from + read);
        return read;
    }

    /// <summary>Returns false if windows take this piece, and all later ones.</summary>
    private bool WriteUncached(ReadOnlySpan<byte> piece, long from)
    {
        BeforeUncached();
        if (!UncachedIo.Write(Pipeline!.File, piece, from))
        {
            UseWindows(NotSupported);
            return false;
        }

        AfterUncached(from + piece.Length);
        return true;
    }

    private void UseWindows(string obstacle)
    {
        _uncached = false;
        _obstacle = obstacle;
    }

    private bool BeginCompletion()
    {
        if (Interlocked.Exchange(ref _completed, 1) != 0 || !HasAdvice)
        {
            return false;
        }

        if (Pipeline is not null)
        {
            var obstacle = _uncached && Pipeline is { UncachedBytes: 0, TotalBytes: > 0 } ? TooSmall : _obstacle;
            AdviceReport.Mode(Request().Policy, Pipeline.UncachedBytes, Pipeline.TotalBytes - Pipeline.UncachedBytes, obstacle);
        }

        return true;
    }

    private void CompleteAfterException()
    {
        try
        {
            Pipeline?.Settle();
        }
        catch (IOException)
        {
            // The exception of the method says that the file is not whole, and the caller's file still has the error.
        }

        Pipeline?.Dispose();
        FinalAdvice.IssueAfterException(Request());
    }

    /// <summary>No advice follows, so nothing else closes the request's own descriptor.</summary>
    private void AbandonRequest() => Request().Own?.Dispose();
}
