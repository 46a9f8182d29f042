using IoPolicy.Advice;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// Reads and writes a stream or a file piece by piece, and adds the moved bytes to the window. The base class of
/// <see cref="StreamCore"/> and <see cref="PositionedCore"/>.
/// </summary>
/// <remarks>A large buffer moves in pieces of a step, because a single call for the whole buffer could fill the cache.</remarks>
internal abstract class DropBehindCore
{
    private const string NotSupported = "the file system or the kernel does not support uncached I/O";
    private const string OverwrittenInPlace = "the pages of blocks that are overwritten in place stay cached (measured on ext4 and Linux 6.18)";
    private const string TailIsKept = "KeepTailBytes keeps pages, and uncached I/O keeps none";
    private const string TooSmall = "every piece was smaller than 64 KiB";

    private volatile bool _uncached;
    private string? _obstacle;
    private int _completed;
    private int _closed;

    /// <param name="policy">The requested policy.</param>
    /// <param name="window">The window; null if there is no file whose pages can be dropped.</param>
    /// <param name="isFile">Whether the bytes go to the file itself. A buffer in between would not see the bytes of uncached I/O.</param>
    protected DropBehindCore(PolicyTerms policy, DropBehindWindow? window, bool isFile)
    {
        Window = window;
        if (policy.Mode == DropBehindMode.Uncached)
        {
            _obstacle = window is null || !isFile ? "the stream is not the file itself, but wraps it"
                : policy.KeepTailBytes > 0 ? TailIsKept
                : UncachedIo.MayBeSupported(window.File) ? null
                : NotSupported;
            _uncached = _obstacle is null;
        }
    }

    internal DropBehindMode Mode => _uncached ? DropBehindMode.Uncached : DropBehindMode.Windowed;

    protected DropBehindWindow? Window { get; }

    /// <summary>
    /// The most bytes of one call: a step of the window. A call of uncached I/O may have more, because the kernel starts a write-back after each
    /// call.
    /// </summary>
    protected int PieceBytes => Window is null ? int.MaxValue : _uncached ? Window.UncachedPieceBytes : (int)Math.Min(Window.StepBytes, int.MaxValue);

    /// <summary>The length of the file, which shows whether a write appends or overwrites.</summary>
    protected abstract long Length { get; }

    /// <summary>Whether there is advice to issue at the end.</summary>
    protected virtual bool HasAdvice => true;

    /// <summary>Writes back and drops the pages that are still in the window. A second call does nothing.</summary>
    /// <param name="threw">Whether the user's method threw. If so, this method throws no write-back error.</param>
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
            Window?.Settle();
        }
        catch
        {
            AbandonRequest();
            throw;
        }
        finally
        {
            Window?.Dispose();
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

        if (threw && Window is null)
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
            await (Window?.SettleAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch
        {
            AbandonRequest();
            throw;
        }
        finally
        {
            Window?.Dispose();
        }

        await FinalAdvice.IssueAsync(Request()).ConfigureAwait(false);
    }

    /// <summary>
    /// Completes, because this is the last moment at which the pages can be dropped, and closes the file. A second call does nothing:
    /// <see cref="Stream.DisposeAsync"/> calls <see cref="Stream.Dispose()"/>, and the inner stream may have no synchronous way to close.
    /// </summary>
    /// <exception cref="IOException">A write-back failed; the file is closed nevertheless.</exception>
    internal void Close()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        try
        {
            Complete();
        }
        finally
        {
            Window?.Dispose();
            CloseInner();
        }
    }

    /// <inheritdoc cref="Close"/>
    internal async ValueTask CloseAsync()
    {
        if (Interlocked.Exchange(ref _closed, 1) != 0)
        {
            return;
        }

        try
        {
            await CompleteAsync().ConfigureAwait(false);
        }
        finally
        {
            Window?.Dispose();
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
            AddMoved(from, to, uncached ? Transfer.UncachedRead : Transfer.Read);
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
            await AddMovedAsync(start, to, uncached ? Transfer.UncachedRead : Transfer.Read, cancellation).ConfigureAwait(false);
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
            AddMoved(from, to, uncached ? Transfer.UncachedWrite : Transfer.Write);
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
            await AddMovedAsync(start, to, uncached ? Transfer.UncachedWrite : Transfer.Write, cancellation).ConfigureAwait(false);
            buffer = buffer[piece.Length..];
            from = to;
        }
        while (!buffer.IsEmpty);
    }

    /// <summary>Reads through the page cache, with the method of .NET.</summary>
    protected abstract int ReadThrough(Span<byte> piece, long from);

    protected abstract ValueTask<int> ReadThroughAsync(Memory<byte> piece, long from, CancellationToken cancellation);

    /// <summary>Writes through the page cache, with the method of .NET.</summary>
    protected abstract void WriteThrough(ReadOnlySpan<byte> piece, long from);

    protected abstract ValueTask WriteThroughAsync(ReadOnlyMemory<byte> piece, long from, CancellationToken cancellation);

    /// <summary>
    /// Gets the offset in the file after bytes have moved. If the stream is a compressor, the offset in the file changes by a different
    /// number of bytes.
    /// </summary>
    protected abstract long PositionAfter(long from, long bytes);

    /// <summary>Writes buffered bytes to the file, because uncached I/O bypasses the buffer.</summary>
    protected virtual void BeforeUncached()
    {
    }

    /// <summary>Sets the position of the stream to the end of the bytes that uncached I/O has moved.</summary>
    protected virtual void AfterUncached(long to)
    {
    }

    /// <summary>Reports the moved bytes to the window, if there is one.</summary>
    protected virtual void AddMoved(long from, long to, Transfer how) => Window?.AddMoved(from, to, how);

    protected virtual ValueTask AddMovedAsync(long from, long to, Transfer how, CancellationToken cancellation) =>
        Window?.AddMovedAsync(from, to, how, cancellation) ?? default;

    /// <summary>Creates the request for the advice at the end.</summary>
    protected abstract AdviceRequest Request();

    protected abstract void CloseInner();

    protected abstract ValueTask CloseInnerAsync();

    /// <summary>
    /// Whether a piece uses uncached I/O. A small piece does not, because each uncached write is a separate write to the device. A write that
    /// only overwrites existing bytes does not either, because its pages would stay cached. After such a write, no piece uses uncached I/O.
    /// </summary>
    protected bool GoesUncached(long bytes, long from, bool write)
    {
        if (!_uncached || bytes < WindowSize.Minimum || Window is not { KeepsPages: false })
        {
            return false;
        }

        if (write && from + bytes <= Length)
        {
            UseWindows(OverwrittenInPlace);
        }

        return _uncached;
    }

    /// <summary>Falls back to windows if an error number says that there is no uncached I/O. Returns whether it did.</summary>
    protected bool FallsBack(int error)
    {
        if (!UncachedIo.MeansUnsupported(Window!.File, error))
        {
            return false;
        }

        UseWindows(NotSupported);
        return true;
    }

    /// <summary>
    /// Gets the number of bytes of the next piece. A small rest moves with the last piece, because by itself it would stay in the buffer of the
    /// <see cref="FileStream"/>.
    /// </summary>
    private int PieceOf(int bytes) => bytes - PieceBytes >= WindowSize.Minimum ? PieceBytes : bytes;

    private int ReadUncached(Span<byte> piece, long from, out bool uncached)
    {
        BeforeUncached();
        var read = UncachedIo.Read(Window!.File, piece, from);
        uncached = read >= 0;
        if (!uncached)
        {
            UseWindows(NotSupported);
            return ReadThrough(piece, from);
        }

        AfterUncached(from + read);
        return read;
    }

    /// <summary>Returns false if uncached I/O is not supported, so this piece and all later ones use windows.</summary>
    private bool WriteUncached(ReadOnlySpan<byte> piece, long from)
    {
        BeforeUncached();
        if (!UncachedIo.Write(Window!.File, piece, from))
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

        if (Window is not null)
        {
            var obstacle = _uncached && Window is { UncachedBytes: 0, TotalBytes: > 0, KeepsPages: false } ? TooSmall : _obstacle;
            AdviceReport.Mode(Request().Policy, Window.UncachedBytes, Window.TotalBytes - Window.UncachedBytes, obstacle);
        }

        return true;
    }

    private void CompleteAfterException()
    {
        try
        {
            Window?.Settle();
        }
        catch (IOException)
        {
            // The exception of the user's method shows that the file is not complete. The kernel still reports this error to an fsync of the
            // user's own file.
        }

        Window?.Dispose();
        FinalAdvice.IssueAfterException(Request());
    }

    /// <summary>Closes the request's own descriptor if no advice follows that would close it.</summary>
    private void AbandonRequest() => Request().OwnDescriptor?.Dispose();
}
