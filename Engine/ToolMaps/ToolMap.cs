using System.Buffers.Binary;

namespace KvCache;

/// <summary>
/// The tool map after a payload: "KTM", a version, a count, and for each id its length, its block's length, the id and the
/// block. Numbers are little-endian. All members are safe for all threads, if each call has its own memory and stream.
/// </summary>
public static class ToolMap
{
    /// <summary>The bytes before the first id.</summary>
    public const int HeaderBytes = 8;

    /// <summary>The largest number of ids that a file may claim: four times the number that the server remembers.</summary>
    public const uint MaxCount = 400_000;

    /// <summary>The longest id, in bytes.</summary>
    public const uint MaxIdBytes = 256;

    /// <summary>The longest block, in bytes.</summary>
    public const uint MaxBlockBytes = 512 << 20;

    private const byte Version = 1;

    /// <summary>
    /// Creates the tool map of a text: the ids of each block in the text. Blocks are in the text's order, each once, and the
    /// ids of a block are newest first. Empty if no block is known. Then a file has no map, and no flag for it.
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
    /// Reads a map into a memory. The first bad entry ends the map, and the ids before it stay. A stream without a map, or with
    /// a truncated one, is no error.
    /// </summary>
    /// <param name="stream">A stream that can seek, at the map's beginning.</param>
    /// <param name="length">The remaining bytes. No more memory than that is allocated.</param>
    /// <param name="memory">Receives the ids.</param>
    /// <param name="wanted">The wanted ids; null for all. The blocks of other ids are skipped.</param>
    /// <returns>The number of ids read, including ids of which nothing was kept.</returns>
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
    /// Reads the ids of a map in the file's order, during the enumeration. Their blocks are skipped, so it needs the memory of
    /// one id, whatever the map claims. The first bad entry ends it.
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
