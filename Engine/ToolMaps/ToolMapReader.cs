using System.Buffers;
using System.Buffers.Binary;

namespace KvCache;

/// <summary>Reads a tool map off a stream, never further than the bytes that are there.</summary>
internal sealed class ToolMapReader(Stream stream, long length)
{
    private const int PieceBytes = 64 << 10;


    /// <summary>Why reading ended before the count was reached, at an offset from the map's beginning; null where it did not.</summary>
    internal KvcFault? Fault { get; private set; }

    /// <summary>The bytes read and passed over.</summary>
    internal long Done { get; private set; }

    private long Left => length - Done;

    internal int ReadInto(ToolMemory memory, Predicate<ReadOnlyMemory<byte>>? wanted)
    {
        Span<byte> head = stackalloc byte[ToolMap.HeaderBytes];
        if (!TryRead(head, "a tool map's head"))
        {
            return 0;
        }

        Fault = ToolMap.FaultOf(head, out var count);
        var loaded = 0;
        for (var i = 0U; Fault is null && i < count && TryReadEntry(out var id, out var block); i++)
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
        var start = Done;
        Span<byte> lengths = stackalloc byte[2 * sizeof(uint)];
        if (!TryRead(lengths, "the lengths of an id and its block"))
        {
            return false;
        }

        var idBytes = BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        var blockBytes = BinaryPrimitives.ReadUInt32LittleEndian(lengths[sizeof(uint)..]);
        Fault = idBytes is 0 or > ToolMap.MaxIdBytes
                ? Bad(start, $"an id of 1 to {ToolMap.MaxIdBytes} bytes", $"{idBytes}")
            : blockBytes is 0 or > ToolMap.MaxBlockBytes
                ? Bad(start + sizeof(uint), $"a block of 1 to {ToolMap.MaxBlockBytes} bytes", $"{blockBytes}")
            : idBytes + (long)blockBytes > Left
                ? Bad(Done, $"an id of {idBytes} and a block of {blockBytes} bytes", $"the end of the file after {Left}")
            : null;
        if (Fault is not null)
        {
            return false;
        }

        id = ReadUpToNul(idBytes);
        block = ReadUpToNul(blockBytes);
        return true;
    }

    private bool TryRead(Span<byte> bytes, string what)
    {
        if (bytes.Length > Left)
        {
            Fault = Bad(Done, what, $"the end of the file after {Left} bytes");
            return false;
        }

        stream.ReadExactly(bytes);
        Done += bytes.Length;
        return true;
    }

    private static KvcFault Bad(long offset, string expected, string found) => new(KvcFaultKind.ToolMap, offset, expected, found);

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
        Done += count;
        return bytes.WrittenMemory;
    }
}
