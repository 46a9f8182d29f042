namespace Kv.Commands;

/// <summary>
/// The input of .NET's tar reader, which allocates memory for a header of any size and wraps the failures of its stream. This stream
/// limits the size of a header, and remembers the failure. Not thread-safe.
/// </summary>
internal sealed class ArchiveInput(Stream inner, int maxHeaderBytes) : Stream
{
    private bool _readsHeader;

    /// <summary>The failure of the inner stream; null if it did not fail.</summary>
    internal Exception? Failure { get; private set; }

    public override bool CanRead => true;

    /// <summary>Always false, so that the tar reader skips data by reading them.</summary>
    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Reads the headers of a member, and limits their size.</summary>
    /// <exception cref="InvalidDataException">A header is larger than the limit.</exception>
    internal T ReadHeader<T>(Func<T> read)
    {
        _readsHeader = true;
        try
        {
            return read();
        }
        finally
        {
            _readsHeader = false;
        }
    }

    /// <summary>Reads to the end, so that the writer of a pipe can finish.</summary>
    /// <returns>Whether all remaining bytes are zero, as in tar's padding.</returns>
    internal bool EndsWithZeros()
    {
        var piece = new byte[64 << 10];
        var areZeros = true;
        while (Read(piece) is > 0 and var count)
        {
            areZeros = areZeros && !piece.AsSpan(0, count).ContainsAnyExcept((byte)0);
        }

        return areZeros;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        if (_readsHeader && buffer.Length > maxHeaderBytes)
        {
            throw new InvalidDataException($"a header of {buffer.Length} bytes is longer than the limit of {maxHeaderBytes}");
        }

        try
        {
            return inner.Read(buffer);
        }
        catch (Exception failure)
        {
            Failure = failure;
            throw;
        }
    }

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
