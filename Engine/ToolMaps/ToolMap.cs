using System.Buffers.Binary;

namespace KvCache;

/// <summary>
/// The tool map after a payload: "KTM", a version, a count, and for each tool call the length of its id, the length of its block, the id and
/// the block. A block is the part of the text in which the model made the call. Numbers are little-endian. Thread-safe, if no two calls
/// share a <see cref="ToolMemory"/> or a stream.
/// </summary>
public static class ToolMap
{
    /// <summary>The bytes before the first id.</summary>
    public const int HeaderBytes = 8;

    /// <summary>The largest number of ids that a file may claim: four times the number of tool calls that ds4's server keeps.</summary>
    public const uint MaxCount = 400_000;

    /// <summary>The longest id, in bytes.</summary>
    public const uint MaxIdBytes = 256;

    /// <summary>The longest block, in bytes.</summary>
    public const uint MaxBlockBytes = 512 << 20;

    private const byte Version = 1;

    /// <summary>
    /// Creates the tool map of a text: the ids of each block in the text. Blocks are in the text's order, each once, and the
    /// ids of a block are newest first. Returns no bytes if the text has no known block. The caller then writes no map, and does not set the
    /// map's flag.
    /// </summary>
    /// <param name="text">The text. It ends at the first NUL, as in ds4.</param>
    /// <param name="memory">The known tool calls.</param>
    /// <exception cref="ArgumentNullException"><paramref name="memory"/> is null.</exception>
    public static byte[] Format(ReadOnlySpan<byte> text, ToolMemory memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        var entries = EntriesOf(text, memory);
        return entries.Count == 0 ? [] : Format(entries);
    }

    /// <summary>Creates the bytes of a map of these ids, in this order.</summary>
    /// <exception cref="ArgumentNullException"><paramref name="entries"/> is null.</exception>
    public static byte[] Format(IReadOnlyCollection<ToolMapEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        using var bytes = new MemoryStream();
        Span<byte> head = stackalloc byte[HeaderBytes];
        "KTM"u8.CopyTo(head);
        head[3] = Version;
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)entries.Count);
        bytes.Write(head);
        foreach (var entry in entries)
        {
            BinaryPrimitives.WriteInt32LittleEndian(head, entry.Id.Length);
            BinaryPrimitives.WriteInt32LittleEndian(head[4..], entry.Block.Length);
            bytes.Write(head);
            bytes.Write(entry.Id.Span);
            bytes.Write(entry.Block.Span);
        }

        return bytes.ToArray();
    }

    /// <summary>
    /// Adds the entries of a map to a <see cref="ToolMemory"/>. The first malformed entry ends the map; earlier entries stay. A stream
    /// without a map, or with a truncated map, is no error.
    /// </summary>
    /// <param name="stream">A stream that can seek, at the map's beginning.</param>
    /// <param name="length">The remaining bytes of the stream. The method allocates no more bytes than that.</param>
    /// <param name="memory">Receives the entries.</param>
    /// <param name="wanted">The wanted ids; null for all. The blocks of other ids are skipped.</param>
    /// <returns>
    /// The number of wanted ids read, including ids that <paramref name="memory"/> did not keep because the id or its block is empty.
    /// </returns>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="memory"/> is null.</exception>
    /// <exception cref="IOException">The stream could not be read.</exception>
    /// <exception cref="NotSupportedException"><paramref name="stream"/> cannot seek.</exception>
    public static int Read(Stream stream, long length, ToolMemory memory, Predicate<ReadOnlyMemory<byte>>? wanted = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(memory);
        var reader = new ToolMapReader(stream, length);
        reader.ReadInto(memory, wanted);
        return reader.Loaded;
    }

    /// <summary>
    /// Reads the ids of a map lazily, in the file's order. Skips the blocks, so it allocates at most one id at a time, whatever lengths the
    /// map claims. The first malformed entry ends the sequence.
    /// </summary>
    /// <param name="stream">A stream that can seek, at the map's beginning. Do not move it between two ids.</param>
    /// <param name="length">The remaining bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="IOException">The stream could not be read. Thrown during the enumeration.</exception>
    /// <exception cref="NotSupportedException"><paramref name="stream"/> cannot seek. Thrown during the enumeration.</exception>
    public static IEnumerable<ReadOnlyMemory<byte>> ReadIds(Stream stream, long length)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ToolMapReader(stream, length).Ids();
    }

    /// <summary>Gets the fault in the first bytes of a map; null if the map may be read.</summary>
    internal static KvcFault? FaultOf(ReadOnlySpan<byte> head, out uint count)
    {
        count = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        return !head.StartsWith("KTM"u8)
                ? new KvcFault(KvcFaultKind.ToolMap, 0, "the magic 4b 54 4d (\"KTM\")", $"{head[0]:x2} {head[1]:x2} {head[2]:x2}")
            : head[3] != Version
                ? new KvcFault(KvcFaultKind.ToolMap, 3, $"tool map version {Version}", $"{head[3]}")
            : count > MaxCount
                ? new KvcFault(KvcFaultKind.ToolMap, 4, $"at most {MaxCount} ids", $"{count}")
            : null;
    }

    private static List<ToolMapEntry> EntriesOf(ReadOnlySpan<byte> text, ToolMemory memory)
    {
        var entries = new List<ToolMapEntry>();
        var written = new HashSet<ToolMapEntry>();
        var blocks = new ToolBlocks(text);
        while (blocks.TryNext(out var range))
        {
            foreach (var entry in memory.GetIds(text[range].ToArray()))
            {
                if (written.Add(entry))
                {
                    entries.Add(entry);
                }
            }
        }

        return entries;
    }
}
