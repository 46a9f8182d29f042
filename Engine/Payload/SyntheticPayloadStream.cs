using System.Buffers.Binary;

namespace KvCache;

/// <summary>The bytes of a <see cref="SyntheticPayload"/>, computed during the read.</summary>
internal sealed class SyntheticPayloadStream : Stream
{
    private const int BlockBytes = 64 << 10;
    private const int TableBytes = 1 << 20;

    private static readonly Lazy<byte[]> Table = new(MakeTable);

    private readonly DsvLayout _layout;
    private readonly uint _tokens;
    private readonly ulong _seed;
    private readonly byte[] _fields = new byte[DsvHeader.Size];
    private readonly byte[] _counts;
    private long _position;

    internal SyntheticPayloadStream(uint tokens, DsvSession session, ulong seed)
    {
        _layout = session.Layout;
        _tokens = tokens;
        _seed = seed;
        _counts = new byte[_layout.CountsBytes];
        DsvHeader.Of(tokens, session).Format(_fields);
        for (var layer = 0; layer < _layout.Layers; layer++)
        {
            var rows = _layout.SavedRows(layer, tokens);
            BinaryPrimitives.WriteUInt32LittleEndian(_counts.AsSpan(layer * sizeof(uint)), rows);
            BinaryPrimitives.WriteUInt32LittleEndian(_counts.AsSpan((_layout.Layers + layer) * sizeof(uint)), _layout.HasIndexer(layer) ? rows : 0);
        }

        Length = _layout.PayloadBytes(tokens, session.ContextSize);
    }

    /// <inheritdoc/>
    public override long Length { get; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => true;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        return Read(buffer.AsSpan(offset, count));
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        var done = 0;
        while (done < buffer.Length && _position < Length)
        {
            var part = Fill(buffer[done..]);
            done += part;
            _position += part;
        }

        return done;
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => Length + offset,
    };

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Fills the start of a buffer with bytes of the part at the position, and returns their number.</summary>
    private int Fill(Span<byte> buffer)
    {
        var logits = DsvLayout.LogitsOffset(_tokens);
        var counts = _layout.CountsOffset(_tokens);
        var layers = _layout.LayersOffset(_tokens);
        return _position < DsvHeader.Size ? Copy(_fields, _position, buffer)
            : _position < logits ? FillTokens(buffer, logits)
            : _position >= counts && _position < layers ? Copy(_counts, _position - counts, buffer)
            : FillFloats(buffer, _position < counts ? counts : Length);
    }

    private static int Copy(ReadOnlySpan<byte> source, long from, Span<byte> buffer)
    {
        var count = (int)Math.Min(source.Length - from, buffer.Length);
        source.Slice((int)from, count).CopyTo(buffer);
        return count;
    }

    private int FillTokens(Span<byte> buffer, long end)
    {
        Span<byte> token = stackalloc byte[sizeof(uint)];
        var index = (_position - DsvHeader.Size) / sizeof(uint);
        var within = (int)((_position - DsvHeader.Size) % sizeof(uint));
        var done = 0;
        while (done < buffer.Length && _position + done < end)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(token, (uint)(Mix(_seed ^ (ulong)index) % _layout.Vocabulary));
            done += Copy(token, within, buffer[done..]);
            within = 0;
            index++;
        }

        return done;
    }

    /// <summary>
    /// Copies a slice of the table of random floats for each block of 64 KiB. The offset of the slice depends on the seed and the number
    /// of the block, so neighboring blocks differ.
    /// </summary>
    private int FillFloats(Span<byte> buffer, long end)
    {
        var block = _position / BlockBytes;
        var within = (int)(_position % BlockBytes);
        var slice = (int)(Mix(_seed + (ulong)block) % ((TableBytes - BlockBytes) / sizeof(float))) * sizeof(float);
        var count = (int)Math.Min(Math.Min(BlockBytes - within, end - _position), buffer.Length);
        Table.Value.AsSpan(slice + within, count).CopyTo(buffer);
        return count;
    }

    /// <summary>Creates a table of random floats between -1 and 1.</summary>
    private static byte[] MakeTable()
    {
        var bytes = new byte[TableBytes];
        for (var i = 0; i < TableBytes / sizeof(float); i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(i * sizeof(float)), (int)Mix((ulong)i) * (1f / (1L << 31)));
        }

        return bytes;
    }

    /// <summary>The finalizer of SplitMix64 (Steele, Lea and Flood, 2014).</summary>
    private static ulong Mix(ulong value)
    {
        unchecked
        {
            value += 0x9E37_79B9_7F4A_7C15;
            value = (value ^ (value >> 30)) * 0xBF58_476D_1CE4_E5B9;
            value = (value ^ (value >> 27)) * 0x94D0_49BB_1331_11EB;
            return value ^ (value >> 31);
        }
    }
}
