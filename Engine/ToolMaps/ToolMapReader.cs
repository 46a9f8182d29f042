using System.Buffers;
using System.Buffers.Binary;

namespace KvCache;

/// <summary>
/// Reads a tool map from a stream, entry by entry, and never beyond the bytes that exist. A false count or length in the map does
/// not allocate memory.
/// </summary>
internal sealed class ToolMapReader(Stream stream, long length)
{
    private const int PieceBytes = 64 << 10;

    private uint? _count;
    private uint _entries;

    /// <summary>The fault that ended the reading before the last entry, at an offset from the map's beginning; null if there is none.</summary>
    internal KvcFault? Fault { get; private set; }

    /// <summary>The bytes read and skipped.</summary>
    internal long Done { get; private set; }

    /// <summary>The number of wanted ids read, including ids of which nothing was kept.</summary>
    internal int Loaded { get; private set; }

    private long Left => length - Done;

    /// <summary>Reads all entries and keeps the wanted ones.</summary>
    /// <param name="memory">Receives the ids.</param>
    /// <param name="wanted">The wanted ids; null for all. The blocks of other ids are not read.</param>
    /// <param name="blocks">
    /// If set, only ids of these blocks are kept, with these blocks in place of the file's copies; null for all.
    /// </param>
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

    /// <summary>Gets the ids in the file's order. Blocks are skipped.</summary>
    internal IEnumerable<ReadOnlyMemory<byte>> Ids()
    {
        while (TryReadId(out var id, out var blockBytes))
        {
            Skip(blockBytes);
            yield return id;
        }
    }

    /// <summary>
    /// Reads the next id, and the length of its block, which the caller must then read or skip. False at the end of the map or
    /// of its sound part.
    /// </summary>
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
                ? FaultAt(start, $"an id of 1 to {ToolMap.MaxIdBytes} bytes", $"{idBytes}")
            : blockBytes is 0 or > ToolMap.MaxBlockBytes
                ? FaultAt(start + sizeof(uint), $"a block of 1 to {ToolMap.MaxBlockBytes} bytes", $"{blockBytes}")
            : idBytes + (long)blockBytes > Left
                ? FaultAt(Done, $"an id of {idBytes} and a block of {blockBytes} bytes", $"the end of the file after {Left}")
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
            Fault = FaultAt(Done, what, $"the end of the file after {Left} bytes");
            return false;
        }

        stream.ReadExactly(bytes);
        Done += bytes.Length;
        return true;
    }

    private static KvcFault FaultAt(long offset, string expected, string found) => new(KvcFaultKind.ToolMap, offset, expected, found);

    private void Skip(uint count)
    {
        stream.Position += count;
        Done += count;
    }

    /// <summary>
    /// Reads up to the first NUL and skips the rest, in pieces. A hole in a sparse file contains only NULs, so it costs one
    /// piece at any claimed length. Keeps nothing that is longer than <paramref name="mostBytes"/>.
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
