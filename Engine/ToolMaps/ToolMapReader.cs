using System.Buffers;
using System.Buffers.Binary;

namespace KvCache;

/// <summary>Reads a tool map off a stream, never further than the bytes that are there.</summary>
internal sealed class ToolMapReader(Stream stream, long length)
{
    private const int PieceBytes = 64 << 10;

    private long _left = length;

    internal int ReadInto(ToolMemory memory, Predicate<ReadOnlyMemory<byte>>? wanted)
    {
        Span<byte> head = stackalloc byte[ToolMap.HeaderBytes];
        if (!TryRead(head) || !ToolMap.TryParseHead(head, out var count))
        {
            return 0;
        }

        var loaded = 0;
        for (var i = 0U; i < count && TryReadEntry(out var id, out var block); i++)
        {
            if (wanted is null || wanted(id))
            {
                memory.Put(id, block);
                loaded++;
            }
        }

        return loaded;
    }

    private bool TryReadEntry(out ReadOnlyMemory<byte> id, out ReadOnlyMemory<byte> block)
    {
        id = block = default;
        Span<byte> lengths = stackalloc byte[2 * sizeof(uint)];
        if (!TryRead(lengths))
        {
            return false;
        }

        var idBytes = BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        var blockBytes = BinaryPrimitives.ReadUInt32LittleEndian(lengths[sizeof(uint)..]);
        if (idBytes is 0 or > ToolMap.MaxIdBytes || blockBytes is 0 or > ToolMap.MaxBlockBytes || idBytes + (long)blockBytes > _left)
        {
            return false;
        }

        id = ReadUpToNul(idBytes);
        block = ReadUpToNul(blockBytes);
        return true;
    }

    private bool TryRead(Span<byte> bytes)
    {
        if (bytes.Length > _left)
        {
            return false;
        }

        stream.ReadExactly(bytes);
        _left -= bytes.Length;
        return true;
    }

    /// <summary>
    /// Reads up to the first NUL and passes over the rest. Piece by piece: a hole in a sparse file is all NULs, and
    /// so costs one piece, however long the file claims to be.
    /// </summary>
    private ReadOnlyMemory<byte> ReadUpToNul(uint count)
    {
        var end = stream.Position + count;
        var bytes = new ArrayBufferWriter<byte>();
        while (bytes.WrittenCount < count)
        {
            var piece = bytes.GetSpan(PieceBytes)[..(int)Math.Min(PieceBytes, count - bytes.WrittenCount)];
            stream.ReadExactly(piece);
            var nul = piece.IndexOf((byte)0);
            bytes.Advance(nul < 0 ? piece.Length : nul);
            if (nul >= 0)
            {
                break;
            }
        }

        stream.Position = end;
        _left -= count;
        return bytes.WrittenMemory;
    }
}
