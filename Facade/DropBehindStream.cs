namespace IoPolicy;

/// <remarks>Every operation goes to the inner stream.</remarks>
public sealed class DropBehindStream : Stream
{
    public const int DefaultWindowBytes = 16 << 20;

    public const int MinimumWindowBytes = 64 << 10;

    private readonly bool _leaveOpen;

    public DropBehindStream(Stream stream, DropBehindOptions? options = null)
    {
        InnerStream = stream ?? throw new ArgumentNullException(nameof(stream));
        _leaveOpen = options is { LeaveOpen: true };
    }

    public Stream InnerStream { get; }

    public DropBehindMode Mode => DropBehindMode.Windowed;

    public override bool CanRead => InnerStream.CanRead;

    public override bool CanWrite => InnerStream.CanWrite;

    public override bool CanSeek => InnerStream.CanSeek;

    public override bool CanTimeout => InnerStream.CanTimeout;

    public override long Length => InnerStream.Length;

    public override long Position
    {
        get => InnerStream.Position;
        set => InnerStream.Position = value;
    }

    public override int ReadTimeout
    {
        get => InnerStream.ReadTimeout;
        set => InnerStream.ReadTimeout = value;
    }

    public override int WriteTimeout
    {
        get => InnerStream.WriteTimeout;
        set => InnerStream.WriteTimeout = value;
    }

    public void Complete() => InnerStream.Flush();

    public override long Seek(long offset, SeekOrigin origin) => InnerStream.Seek(offset, origin);

    public override void SetLength(long value) => InnerStream.SetLength(value);

    public override void Flush() => InnerStream.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => InnerStream.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => InnerStream.Read(buffer, offset, count);

    public override int ReadByte() => InnerStream.ReadByte();

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        InnerStream.ReadAsync(buffer, offset, count, cancellationToken);

    public override IAsyncResult BeginRead(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        InnerStream.BeginRead(buffer, offset, count, callback, state);

    public override int EndRead(IAsyncResult asyncResult) => InnerStream.EndRead(asyncResult);

    public override void Write(byte[] buffer, int offset, int count) => InnerStream.Write(buffer, offset, count);

    public override void WriteByte(byte value) => InnerStream.WriteByte(value);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        InnerStream.WriteAsync(buffer, offset, count, cancellationToken);

    public override IAsyncResult BeginWrite(byte[] buffer, int offset, int count, AsyncCallback? callback, object? state) =>
        InnerStream.BeginWrite(buffer, offset, count, callback, state);

    public override void EndWrite(IAsyncResult asyncResult) => InnerStream.EndWrite(asyncResult);

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken) =>
        InnerStream.CopyToAsync(destination, bufferSize, cancellationToken);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_leaveOpen)
        {
            InnerStream.Dispose();
        }

        base.Dispose(disposing);
    }
}
