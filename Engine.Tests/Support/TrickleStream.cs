namespace KvCache.Tests;

/// <summary>A stream that cannot seek and returns only a few bytes per read, as a pipe or a socket may do.</summary>
internal sealed class TrickleStream(byte[] bytes, int mostBytes) : Stream
{
    private int _done;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => bytes.Length;

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = Math.Min(Math.Min(buffer.Length, mostBytes), bytes.Length - _done);
        bytes.AsSpan(_done, count).CopyTo(buffer);
        _done += count;
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
