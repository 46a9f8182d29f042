using System.Buffers;
using IoPolicy.Hints;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// What the two wrapping streams share: every operation goes to the user's own stream, and the pipeline is told where
/// the file's position moved to. Position, buffer and length stay the user's own stream's.
/// </summary>
/// <remarks>A large buffer goes through in pieces of a window: else one call could fill the cache.</remarks>
internal sealed class DropBehindCore
{
    private readonly FileStream? _file;
    private readonly Pipeline? _pipeline;
    private readonly HintRequest _request;
    private readonly int _piece;
    private bool _completed;

    internal DropBehindCore(in HintRequest request, Stream inner, long windowBytes)
    {
        Inner = inner;
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
    }

    internal Stream Inner { get; }

    /// <summary>Asks for uncached I/O: over a file itself, since a buffer over it would not see the bytes go by.</summary>
    internal void UseUncachedIo()
    {
        if (_pipeline is not null && Inner.GetType() == typeof(FileStream) && UncachedIo.MayBeSupported(_pipeline.File))
        {
            _pipeline.Uncached = true;
        }
    }

    internal bool IsUncached => _pipeline is { Uncached: true };

    internal int Read(Span<byte> buffer)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer[done..Math.Min(buffer.Length, done + _piece)];
            var from = Position;
            var read = GoesUncached(piece.Length) ? ReadUncached(piece, from) : Inner.Read(piece);
            Moved(from, written: false);
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
        Moved(from, written: false);
        return read;
    }

    internal async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        var done = 0;
        while (true)
        {
            var piece = buffer[done..Math.Min(buffer.Length, done + _piece)];
            var from = Position;
            var read = GoesUncached(piece.Length)
                ? await Task.Run(() => ReadUncached(piece.Span, from), cancellation).ConfigureAwait(false)
                : await Inner.ReadAsync(piece, cancellation).ConfigureAwait(false);
            await MovedAsync(from, written: false, cancellation).ConfigureAwait(false);
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
            var piece = buffer[..Math.Min(buffer.Length, _piece)];
            var from = Position;
            if (GoesUncached(piece.Length))
            {
                WriteUncached(piece, from);
            }
            else
            {
                Inner.Write(piece);
            }

            Moved(from, written: true);
            buffer = buffer[piece.Length..];
        }
        while (!buffer.IsEmpty);
    }

    internal void WriteByte(byte value)
    {
        var from = Position;
        Inner.WriteByte(value);
        Moved(from, written: true);
    }

    internal async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation)
    {
        do
        {
            var piece = buffer[..Math.Min(buffer.Length, _piece)];
            var from = Position;
            if (GoesUncached(piece.Length))
            {
                await Inner.FlushAsync(cancellation).ConfigureAwait(false);
                await Task.Run(() => WriteUncached(piece.Span, from), cancellation).ConfigureAwait(false);
            }
            else
            {
                await Inner.WriteAsync(piece, cancellation).ConfigureAwait(false);
            }

            await MovedAsync(from, written: true, cancellation).ConfigureAwait(false);
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

    /// <summary>Flushes, writes back and drops what the windows have left. A second call does nothing.</summary>
    /// <exception cref="IOException">A write-back failed.</exception>
    internal void Complete(bool threw = false)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        if (threw)
        {
            FinalHint.GiveAfterException(Request(), _pipeline);
        }
        else
        {
            _pipeline?.Settle();
            FinalHint.Give(Request());
        }
    }

    /// <inheritdoc cref="Complete"/>
    internal async ValueTask CompleteAsync(bool threw = false)
    {
        if (_completed)
        {
            return;
        }

        _completed = true;
        if (threw)
        {
            await FinalHint.GiveAfterExceptionAsync(Request(), _pipeline).ConfigureAwait(false);
        }
        else
        {
            await (_pipeline?.SettleAsync() ?? Task.CompletedTask).ConfigureAwait(false);
            await FinalHint.GiveAsync(Request()).ConfigureAwait(false);
        }
    }

    /// <summary>The body closes the stream: the last moment at which its pages can be dropped.</summary>
    internal void Close()
    {
        try
        {
            Complete();
        }
        finally
        {
            Inner.Dispose();
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
            await Inner.DisposeAsync().ConfigureAwait(false);
        }
    }

    private long Position => _file is { CanSeek: true } file ? file.Position : 0;

    /// <summary>Small pieces go through the file's buffer: uncached, each would be a write to the device.</summary>
    private bool GoesUncached(int bytes) =>
        bytes >= DropBehindStream.MinimumWindowBytes && _pipeline is { Uncached: true, KeepsPages: false };

    private int ReadUncached(Span<byte> piece, long from)
    {
        _file!.Flush();
        var read = UncachedIo.Read(_pipeline!.File, piece, from);
        if (read < 0)
        {
            _pipeline.Uncached = false;
            return Inner.Read(piece);
        }

        _file.Position = from + read;
        return read;
    }

    private void WriteUncached(ReadOnlySpan<byte> piece, long from)
    {
        _file!.Flush();

        // Blocks that are overwritten in place stay cached all the same (measured, ext4 on Linux 6.18): windows from here on.
        if (from + piece.Length > _file.Length && UncachedIo.Write(_pipeline!.File, piece, from))
        {
            _file.Position = from + piece.Length;
        }
        else
        {
            _pipeline!.Uncached = false;
            Inner.Write(piece);
        }
    }

    private void Moved(long from, bool written) => _pipeline?.Moved(from, Position, written);

    private ValueTask MovedAsync(long from, bool written, CancellationToken cancellation) =>
        _pipeline?.MovedAsync(from, Position, written, cancellation) ?? default;

    private HintRequest Request() => _pipeline is null ? _request : _request.After(_pipeline);
}
