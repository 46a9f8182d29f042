namespace KvCache.Tests;

/// <summary>The base class of the tests' destinations. It counts the bytes, and supports only writes.</summary>
internal abstract class SinkStream : Stream
{
    internal long Written { get; private set; }

    public sealed override bool CanRead => false;

    public sealed override bool CanSeek => false;

    public sealed override bool CanWrite => true;

    public sealed override long Length => Written;

    public sealed override long Position
    {
        get => Written;
        set => throw new NotSupportedException();
    }

    public sealed override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public sealed override void Write(ReadOnlySpan<byte> buffer)
    {
        OnWrite(buffer);
        Written += buffer.Length;
    }

    public sealed override void Flush()
    {
    }

    public sealed override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public sealed override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public sealed override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Called with each write's bytes, before they are counted.</summary>
    protected abstract void OnWrite(ReadOnlySpan<byte> bytes);
}
