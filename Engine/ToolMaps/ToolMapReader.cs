using System.Buffers;
using System.Buffers.Binary;

namespace KvCache;

/// <summary>
/// Reads a tool map off a stream, never further than the bytes that are there, and entry by entry: what the map claims
/// costs no memory unless the caller keeps it.
/// </summary>
internal sealed class ToolMapReader(Stream stream, long length)
{
    private const int PieceBytes = 64 << 10;

    private uint? _count;
    private uint _entries;

    /// <summary>Why reading ended before the count was reached, at an offset from the map's beginning; null where it did not.</summary>
    internal KvcFault? Fault { get; private set; }

    /// <summary>The bytes read and passed over.</summary>
    internal long Done { get; private set; }

    /// <summary>How many ids were read, also those of which nothing was kept, but not those that were not wanted.</summary>
    internal int Loaded { get; private set; }

    private long Left => length - Done;

    /// <summary>Reads all entries and keeps those that are wanted.</summary>
    /// <param name="memory">Where the ids go.</param>
    /// <param name="wanted">Only these ids; null: all. The block of another id is not read.</param>
    /// <param name="blocks">Only ids of these blocks, which are kept in place of the file's copies; null: all.</param>
    internal void ReadInto(ToolMemory memory, Predicate<ReadOnlyMemory<byte>>? wanted, ToolBlockSet? blocks = null)
    {
        while (TryReadId(out var id, out var blockBytes))
        {
            if (wanted is not null && !wanted(id))
            {
                Skip(blockBytes);
                continue;
            }

            var block = ReadUpToNul(blockBytes, blocks?.LongestBlock ?? uint.MaxValue);
            if (blocks is null || blocks.TryGet(block, out block))
            {
                memory.Put(id, block);
            }

            Loaded++;
        }
    }

    /// <summary>Reads all entries and keeps none.</summary>
    internal void ReadThrough()
    {
        while (TryReadId(out _, out var blockBytes))
        {
            _ = ReadUpToNul(blockBytes, mostBytes: 0);
            Loaded++;
        }
    }

    /// <summary>The ids in the file's order. Blocks are passed over, not read.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Ids()
    {
        while (TryReadId(out var id, out var blockBytes))
        {
            Skip(blockBytes);
            yield return id;
        }
    }

    /// <summary>Reads the next id, and how long its block is, which must then be read or skipped. False at the end of the map or of what is sound.</summary>
    private bool TryReadId(out ReadOnlyMemory<byte> id, out uint blockBytes)
    {
        (id, blockBytes) = (default, 0);
        if (Fault is not null || !TryReadCount() || _entries == _count)
        {
            return false;
        }

        var start = Done;
        Span<byte> lengths = stackalloc byte[2 * sizeof(uint)];
        if (!TryRead(lengths, "the lengths of an id and its block"))
        {
            return false;
        }

        var idBytes = BinaryPrimitives.ReadUInt32LittleEndian(lengths);
        blockBytes = BinaryPrimitives.ReadUInt32LittleEndian(lengths[sizeof(uint)..]);
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

        id = ReadUpToNul(idBytes, idBytes);
        _entries++;
        return true;
    }

    private bool TryReadCount()
    {
        if (_count is null)
        {
            Span<byte> head = stackalloc byte[ToolMap.HeaderBytes];
            if (!TryRead(head, "a tool map's head"))
            {
                return false;
            }

            Fault = ToolMap.FaultOf(head, out var count);
            _count = count;
        }

        return Fault is null;
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

    private void Skip(uint count)
    {
        stream.Position += count;
        Done += count;
    }

    /// <summary>
    /// Reads up to the first NUL and passes over the rest. Piece by piece: a hole in a sparse file is all NULs, and
    /// so costs one piece, however long the file claims to be. Keeps nothing of what is longer than <paramref name="mostBytes"/>.
    /// </summary>
    private ReadOnlyMemory<byte> ReadUpToNul(uint count, uint mostBytes)
    {
        var end = stream.Position + count;
        var kept = new ArrayBufferWriter<byte>();
        var piece = ArrayPool<byte>.Shared.Rent((int)Math.Min(PieceBytes, count));
        try
        {
            for (var read = 0L; read < count;)
            {
                var part = piece.AsSpan(0, (int)Math.Min(piece.Length, count - read));
                stream.ReadExactly(part);
                read += part.Length;
                var nul = part.IndexOf((byte)0);
                part = nul < 0 ? part : part[..nul];
                if (kept.WrittenCount + (long)part.Length <= mostBytes)
                {
                    kept.Write(part);
                }
                else
                {
                    kept.ResetWrittenCount();
                    mostBytes = 0;
                }

                if (nul >= 0)
                {
                    break;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        stream.Position = end;
        Done += count;
        return kept.WrittenMemory;
    }
}
