using System.Buffers;
using IoPolicy.Advice;
using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>
/// The common core of <see cref="DropBehindStream"/> and <see cref="DropBehindFileStream"/>. The core reads and writes at the position of
/// the user's stream, which keeps its own position, buffer and length.
/// </summary>
internal sealed class StreamCore : DropBehindCore
{
    private readonly FileStream? _file;
    private readonly AdviceRequest _request;
    private readonly bool _leaveOpen;
    private readonly bool _coversWrites;

    private StreamCore(in AdviceRequest request, Stream inner, FileStream? file, DropBehindWindow? window, bool leaveOpen, bool coversWrites = false)
        : base(request.Policy, window, isFile: inner.GetType() == typeof(FileStream))
    {
        Inner = inner;
        _request = request;
        _file = file;
        _leaveOpen = leaveOpen;
        _coversWrites = coversWrites;
    }

    internal Stream Inner { get; }

    protected override long Length => _file!.Length;

    private long Position => _file is { CanSeek: true } file ? file.Position : 0;

    /// <param name="request">The policy and the file.</param>
    /// <param name="inner">The stream that does the I/O.</param>
    /// <param name="windowBytes">The size of a window.</param>
    /// <param name="leaveOpen">Whether closing leaves the inner stream open.</param>
    /// <param name="coversWrites">Whether a read policy writes back what was written through the stream, because it covers the file until it is closed.</param>
    internal static StreamCore Create(in AdviceRequest request, Stream inner, long windowBytes, bool leaveOpen = false, bool coversWrites = false)
    {
        if (UnderlyingFile.Find(inner) is not { CanSeek: true } file || !Kernel.IsSupported)
        {
            return new StreamCore(request, inner, file: null, window: null, leaveOpen);
        }

        // SafeFileHandle is read only once, because each use of this property flushes the stream's buffer, and sets the offset of the descriptor.
        var window = new DropBehindWindow(request.Policy, file.SafeFileHandle, windowBytes, request.Preserved);
        return new StreamCore(request, inner, file, window, leaveOpen, coversWrites);
    }

    internal int Read(Span<byte> buffer) => Read(buffer, Position);

    internal ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation) => ReadAsync(buffer, Position, cancellation);

    internal void Write(ReadOnlySpan<byte> buffer) => Write(buffer, Position);

    internal ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellation) => WriteAsync(buffer, Position, cancellation);

    internal int ReadByte()
    {
        var from = Position;
        var read = Inner.ReadByte();
        AddMoved(from, Position, Transfer.Read);
        return read;
    }

    internal void WriteByte(byte value)
    {
        var from = Position;
        Inner.WriteByte(value);
        AddMoved(from, Position, Transfer.Write);
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
            // The inner stream copies nothing, and returns a cancelled task.
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

    protected override int ReadThrough(Span<byte> piece, long from) => Inner.Read(piece);

    protected override ValueTask<int> ReadThroughAsync(Memory<byte> piece, long from, CancellationToken cancellation) => Inner.ReadAsync(piece, cancellation);

    protected override void WriteThrough(ReadOnlySpan<byte> piece, long from) => Inner.Write(piece);

    protected override ValueTask WriteThroughAsync(ReadOnlyMemory<byte> piece, long from, CancellationToken cancellation) => Inner.WriteAsync(piece, cancellation);

    protected override long PositionAfter(long from, long bytes) => Position;

    protected override void BeforeUncached() => _file!.Flush();

    protected override void AfterUncached(long to) => _file!.Position = to;

    protected override AdviceRequest Request() =>
        Window is null ? _request
        : (_coversWrites && Window.HasWritten ? _request.ForWriting() : _request).WithMoved(Window.TotalBytes, Window.Touched.Start, Window.Touched.End);

    protected override void CloseInner()
    {
        if (!_leaveOpen)
        {
            Inner.Dispose();
        }
    }

    protected override ValueTask CloseInnerAsync() => _leaveOpen ? default : Inner.DisposeAsync();
}
