namespace Kv.Commands;

/// <summary>
/// Reads a file up to its verified length. The header of an archive member contains this length, so a file that has become
/// shorter is a failure. Does not close the file. Not thread-safe.
/// </summary>
internal sealed class VerifiedBytes(Stream file, string path, long length) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var part = buffer[..(int)Math.Min(buffer.Length, length - Position)];
        file.Position = Position;
        var count = file.Read(part);
        Position += count;
        return count > 0 || part.IsEmpty ? count : throw new IOException($"{path}: another process cut the file short at byte {Position} during the export");
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
