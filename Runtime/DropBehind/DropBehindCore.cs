using IoPolicy.Advice;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// Moves the bytes of a stream or a file piece by piece, and reports the moved bytes to the window. The base class of
/// <see cref="StreamCore"/> and <see cref="PositionedCore"/>.
/// </summary>
/// <remarks>A large buffer moves in pieces of a step, because one call could fill the cache.</remarks>
internal abstract class DropBehindCore
{
    private const string NotSupported = "the file system or the kernel does not support uncached I/O";
    private const string OverwrittenInPlace = "the pages of blocks that are overwritten in place stay cached (measured on ext4 and Linux 6.18)";
    private const string TailIsKept = "KeepTailBytes keeps pages, and uncached I/O keeps none";
    private const string TooSmall = "every piece was smaller than 64 KiB";

    private volatile bool _uncached;
    private string? _obstacle;
    private int _completed;

    /// <param name="policy">The requested policy.</param>
    /// <param name="window">The window; null if there is no file whose pages can be dropped.</param>
    /// <param name="isFile">Whether the bytes go to the file itself: a buffer in between would not see uncached bytes.</param>
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
    /// The most bytes that move at once: a step of the window. Uncached I/O moves more, because the kernel starts the
    /// write-back of each call.
    /// </summary>
    protected int PieceBytes => Window is null ? int.MaxValue : _uncached ? Window.UncachedPieceBytes : (int)Math.Min(Window.StepBytes, int.MaxValue);

    /// <summary>The length of the file, to distinguish a write at the end from a write that overwrites.</summary>
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
            Window?.Dispose();
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

    protected virtual void Note(long from, long to, Transfer how) => Window?.Move(from, to, how);

    protected virtual ValueTask NoteAsync(long from, long to, Transfer how, CancellationToken cancellation) =>
        Window?.MoveAsync(from, to, how, cancellation) ?? default;

    protected abstract AdviceRequest Request();

    protected abstract void CloseInner();

    protected abstract ValueTask CloseInnerAsync();

    /// <summary>
    /// Whether a piece uses uncached I/O. A small piece does not, because each piece would be a write to the device. Nor does a write that
    /// overwrites blocks in place, because its pages stay cached nevertheless, or any write after it.
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

    /// <summary>Falls back to windows if an error number says that there is no uncached I/O.</summary>
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
    /// The number of bytes that move at once. A small rest moves with the last piece, because alone it would stay in the
    /// buffer of the file.
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

    /// <summary>Returns false if windows take this piece, and all later ones.</summary>
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
            var obstacle = _uncached && Window is { UncachedBytes: 0, TotalBytes: > 0 } ? TooSmall : _obstacle;
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
            // The method's own exception shows that the file is not complete, and the caller's file still has the error.
        }

        Window?.Dispose();
        FinalAdvice.IssueAfterException(Request());
    }

    /// <summary>No advice follows, so nothing else closes the request's own descriptor.</summary>
    private void AbandonRequest() => Request().Own?.Dispose();
}
