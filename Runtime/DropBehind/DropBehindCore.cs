using System.Buffers;
using IoPolicy.Advice;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// What the two wrapping streams share: every operation goes to the user's own stream, and the pipeline is told where
/// the file's position moved to. Position, buffer and length stay the user's own stream's.
/// </summary>
/// <remarks>A large buffer goes through in pieces of a window: else one call could fill the cache.</remarks>
#pragma warning disable CA1001 // Complete and Close dispose of the pipeline.
internal sealed class DropBehindCore
#pragma warning restore CA1001
{
    internal const string NotKnownThere = "the file system, or the kernel, knows no uncached I/O";
    internal const string TailIsKept = "KeepTailBytes keeps pages, and uncached I/O keeps none";
    internal const string OverwrittenInPlace = "blocks that are overwritten in place stay cached all the same (measured, ext4 on Linux 6.18)";

    private readonly FileStream? _file;
    private readonly Pipeline? _pipeline;
    private readonly HintRequest _request;
    private readonly int _piece;
    private readonly bool _leaveOpen;
    private bool _uncached;
    private string? _obstacle;
    private bool _completed;

    internal DropBehindCore(in HintRequest request, Stream inner, long windowBytes, bool leaveOpen = false)
    {
        Inner = inner;
        _leaveOpen = leaveOpen;
        _piece = int.MaxValue;
        _request = request;
        if (UnderlyingFile.Find(inner) is { CanSeek: true } file && Kernel.IsSupported)
        {
            // Asked for once: each time, FileStream flushes its buffer and moves the descriptor's own offset.
            var handle = file.SafeFileHandle;
            _file = file;
            _pipeline = new Pipeline(request.Policy, handle, windowBytes, request.Spared);
            _piece = (int)Math.Min(_pipeline.WindowBytes, int.MaxValue);
        }

        if (request.Policy.Mode == DropBehindMode.Uncached)
        {
            UseUncachedIo();
        }
    }

    internal Stream Inner { get; }

    internal bool IsUncached => _uncached;

    internal int Read(Span<byte> buffer)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer.Slice(done, PieceOf(buffer.Length - done));
            var from = Position;
            var uncached = GoesUncached(piece.Length);
            var read = uncached ? ReadUncached(piece, from, out uncached) : Inner.Read(piece);
            Moved(from, uncached ? Transfer.UncachedRead : Transfer.Read);
            done += read;
            if (read < piece.Length || done == buffer.Length)
            {
                return done;
            }
        }
    }

    internal int ReadByte()
    {
        var from = Position;
        var read = Inner.ReadByte();
        Moved(from, Transfer.Read);
        return read;
    }

    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer.Slice(done, PieceOf(buffer.Length - done));
            var from = Position;
            var uncached = GoesUncached(piece.Length);
            var read = uncached
                ? await Task.Run(() => ReadUncached(piece.Span, from, out uncached), cancellation).ConfigureAwait(false)
                : await Inner.ReadAsync(piece, cancellation).ConfigureAwait(false);
            await MovedAsync(from, uncached ? Transfer.UncachedRead : Transfer.Read, cancellation).ConfigureAwait(false);
            done += read;
            if (read < piece.Length || done == buffer.Length)
            {
                return done;
            }
        }
    }

    internal void Write(ReadOnlySpan<byte> buffer)
    {
        do
        {
            var piece = buffer[..PieceOf(buffer.Length)];
            var from = Position;
            var uncached = GoesUncached(piece.Length) && WriteUncached(piece, from);
            if (!uncached)
            {
                Inner.Write(piece);
            }

            Moved(from, uncached ? Transfer.UncachedWrite : Transfer.Write);
            buffer = buffer[piece.Length..];
        }
        while (!buffer.IsEmpty);
    }

    internal void WriteByte(byte value)
    {
        var from = Position;
        Inner.WriteByte(value);
        Moved(from, Transfer.Write);
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        do
        {
            var piece = buffer[..PieceOf(buffer.Length)];
            var from = Position;
            var uncached = GoesUncached(piece.Length)
                && await Task.Run(() => WriteUncached(piece.Span, from), cancellation).ConfigureAwait(false);
            if (!uncached)
            {
                await Inner.WriteAsync(piece, cancellation).ConfigureAwait(false);
            }

            await MovedAsync(from, uncached ? Transfer.UncachedWrite : Transfer.Write, cancellation).ConfigureAwait(false);
            buffer = buffer[piece.Length..];
        }
        while (!buffer.IsEmpty);
    }

    internal void CopyTo(Stream destination, int bufferSize)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
        try
        {
            while (Read(buffer) is > 0 and var read)
            {
                destination.Write(buffer, 0, read);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellation)
    {
        if (cancellation.IsCancellationRequested)
        {
            // Copies nothing; the user's own stream says so in its own way.
            await Inner.CopyToAsync(destination, bufferSize, cancellation).ConfigureAwait(false);
        }

        var buffer = ArrayPool<byte>.Shared.Rent(bufferSize);
        try
        {
            while (await ReadAsync(buffer, cancellation).ConfigureAwait(false) is > 0 and var read)
            {
                await destination.WriteAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Flushes, writes back and drops the pages that the windows have left. A second call does nothing.</summary>
    /// <exception cref="IOException">A write-back failed.</exception>
    internal void Complete(bool threw = false)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        TellMode();
        if (threw)
        {
            GiveAfterException();
            return;
        }

        try
        {
            _pipeline?.Settle();
        }
        catch
        {
            // No advice follows, so nobody else closes the request's own descriptor.
            _request.Own?.Dispose();
            throw;
        }
        finally
        {
            _pipeline?.Dispose();
        }

        FinalHint.Give(Request());
    }

    /// <inheritdoc cref="Complete"/>
    internal async ValueTask CompleteAsync(bool threw = false)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        TellMode();
        if (threw && _pipeline is null)
        {
            await FinalHint.GiveAfterExceptionAsync(_request).ConfigureAwait(false);
            return;
        }

        if (threw)
        {
            await Task.Run(GiveAfterException).ConfigureAwait(false);
            return;
        }

        try
        {
            await (_pipeline?.SettleAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
        catch
        {
            _request.Own?.Dispose();
            throw;
        }
        finally
        {
            _pipeline?.Dispose();
        }

        await FinalHint.GiveAsync(Request()).ConfigureAwait(false);
    }

    /// <summary>The stream is closed: the last moment at which its pages can be dropped.</summary>
    internal void Close()
    {
        try
        {
            Complete();
        }
        finally
        {
            _pipeline?.Dispose();
            if (!_leaveOpen)
            {
                Inner.Dispose();
            }
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
            _pipeline?.Dispose();
            if (!_leaveOpen)
            {
                await Inner.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private void GiveAfterException()
    {
        try
        {
            _pipeline?.Settle();
        }
        catch (IOException)
        {
            // The body's own exception says that the file is not whole, and the user's file still has the error.
        }

        _pipeline?.Dispose();
        FinalHint.GiveAfterException(Request());
    }

    private long Position => _file is { CanSeek: true } file ? file.Position : 0;

    /// <summary>Over a file itself, since a buffer over it would not see the bytes go by.</summary>
    private void UseUncachedIo()
    {
        if (_pipeline is null || Inner.GetType() != typeof(FileStream))
        {
            _obstacle = "the stream is no file itself, but wraps one";
        }
        else if (_request.Policy.KeepTailBytes > 0)
        {
            _obstacle = TailIsKept;
        }
        else if (!UncachedIo.MayBeSupported(_pipeline.File))
        {
            _obstacle = NotKnownThere;
        }
        else
        {
            _uncached = true;
        }
    }

    /// <summary>
    /// How much of a transfer goes through at once. A small rest goes with the last window: by itself it would stay in the
    /// file's buffer, where the whole would have gone past it.
    /// </summary>
    private int PieceOf(int bytes) => bytes - _piece > WindowSize.Minimum ? _piece : bytes;

    /// <summary>Small pieces go through the file's buffer: uncached, each would be a write to the device.</summary>
    private bool GoesUncached(int bytes) =>
        _uncached && bytes >= WindowSize.Minimum && _pipeline is { KeepsPages: false };

    private int ReadUncached(Span<byte> piece, long from, out bool uncached)
    {
        _file!.Flush();
        var read = UncachedIo.Read(_pipeline!.File, piece, from);
        uncached = read >= 0;
        if (!uncached)
        {
            UseWindows(NotKnownThere);
            return Inner.Read(piece);
        }

        _file.Position = from + read;
        return read;
    }

    /// <summary>False where windows are to take the piece, and all that come after it.</summary>
    private bool WriteUncached(ReadOnlySpan<byte> piece, long from)
    {
        _file!.Flush();
        if (from + piece.Length <= _file.Length)
        {
            UseWindows(OverwrittenInPlace);
            return false;
        }

        if (!UncachedIo.Write(_pipeline!.File, piece, from))
        {
            UseWindows(NotKnownThere);
            return false;
        }

        _file.Position = from + piece.Length;
        return true;
    }

    private void UseWindows(string obstacle)
    {
        _uncached = false;
        _obstacle = obstacle;
    }

    private void TellMode()
    {
        if (_pipeline is not null)
        {
            var obstacle = _uncached && _pipeline is { UncachedBytes: 0, TotalBytes: > 0 } ? "every piece was smaller than 64 KiB" : _obstacle;
            HintReport.TellMode(_request.Policy, _pipeline.UncachedBytes, _pipeline.TotalBytes - _pipeline.UncachedBytes, obstacle);
        }
    }

    private void Moved(long from, Transfer how) => _pipeline?.Move(from, Position, how);

    private ValueTask MovedAsync(long from, Transfer how, CancellationToken cancellation) =>
        _pipeline?.MoveAsync(from, Position, how, cancellation) ?? default;

    private HintRequest Request() => _pipeline is null ? _request : _request.After(_pipeline.Moved);
}
