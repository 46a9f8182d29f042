namespace Analyzers.Tests.ByteBounds;

/// <summary>
/// A stream of random bytes, of which every third is less than 8. It counts the bytes that are read, and a read sometimes returns fewer bytes than
/// requested.
/// </summary>
internal sealed class CountingStream(int length, int seed) : Stream
{
    private readonly Random _random = new(seed);
    private readonly byte[] _content = Content(length, seed);

    internal long BytesRead { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var available = (int)Math.Max(0, Math.Min(buffer.Length, length - Position));
        var returned = available > 1 && _random.Next(3) == 0 ? _random.Next(1, available + 1) : available;
        _content.AsSpan((int)Math.Min(Position, length), returned).CopyTo(buffer);
        Position += returned;
        BytesRead += returned;
        return returned;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = Math.Max(0, origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => Length + offset,
    });

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private static byte[] Content(int length, int seed)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        for (var index = 0; index < length; index += 3)
        {
            content[index] &= 7;
        }

        return content;
    }
}
