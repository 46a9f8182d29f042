using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace KvCache;

/// <summary>
/// The metadata of a session payload: its fields and the offsets of its parts, which add up to its length. Reading the metadata
/// takes at most 676 bytes of a payload of hundreds of MiB. Immutable.
/// </summary>
public sealed class DsvPayload
{
    private DsvPayload(DsvLayout layout, DsvHeader header, IReadOnlyList<DsvLayer> layers)
    {
        Layout = layout;
        Header = header;
        Layers = layers;
    }

    /// <summary>The layout.</summary>
    public DsvLayout Layout { get; }

    /// <summary>The thirteen fields.</summary>
    public DsvHeader Header { get; }

    /// <summary>The layers, in order.</summary>
    public IReadOnlyList<DsvLayer> Layers { get; }

    /// <summary>The offset of the token ids from the payload's start, in bytes.</summary>
    public static long TokensOffset => DsvHeader.Size;

    /// <summary>The offset of the logits from the payload's start, in bytes.</summary>
    public long LogitsOffset => DsvLayout.LogitsOffset(Header.Tokens);

    /// <summary>The offset of the row counts from the payload's start, in bytes.</summary>
    public long CountsOffset => Layout.CountsOffset(Header.Tokens);

    /// <summary>The payload's length in bytes, with all its parts.</summary>
    public long Bytes => Layers[^1].Offset + Layers[^1].Bytes;

    /// <summary>
    /// Reads the metadata and checks it against the length. The payload's numbers do not decide how much memory is allocated. Reads nothing after
    /// <paramref name="length"/>, and restores the stream's position.
    /// </summary>
    /// <param name="stream">A stream that can seek.</param>
    /// <param name="start">The offset of the payload in the stream, in bytes.</param>
    /// <param name="length">The payload's length in bytes.</param>
    /// <param name="layout">The required layout: <see cref="DsvLayout.Of"/> the file's header.</param>
    /// <param name="contextSize">
    /// The context, in tokens, of the session that the payload must fit; null if the payload only has to be sound.
    /// </param>
    /// <param name="payload">The metadata.</param>
    /// <param name="fault">The fault, if the result is false.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> or <paramref name="layout"/> is null.</exception>
    /// <exception cref="IOException">The stream could not be read, or ends before <paramref name="length"/>.</exception>
    /// <exception cref="NotSupportedException"><paramref name="stream"/> cannot seek.</exception>
    public static bool TryRead(
        Stream stream,
        long start,
        long length,
        DsvLayout layout,
        uint? contextSize,
        [NotNullWhen(true)] out DsvPayload? payload,
        [NotNullWhen(false)] out DsvFault? fault)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(layout);
        var position = stream.Position;
        try
        {
            return TryReadParts(stream, start, length, layout, contextSize, out payload, out fault);
        }
        finally
        {
            stream.Position = position;
        }
    }

    private static bool TryReadParts(
        Stream stream, long start, long length, DsvLayout layout, uint? contextSize, out DsvPayload? payload, out DsvFault? fault)
    {
        payload = null;
        DsvSession? session = contextSize is { } size ? new DsvSession(size, layout) : null;
        if (length < DsvHeader.Size)
        {
            fault = new DsvFault(DsvFaultKind.Truncated, length, $"{DsvHeader.Size} bytes of fields", $"the payload's end after {length}");
            return false;
        }

        Span<byte> bytes = stackalloc byte[layout.CountsBytes];
        stream.Position = start;
        stream.ReadExactly(bytes[..DsvHeader.Size]);
        var header = DsvHeader.Parse(bytes);
        fault = DsvRules.Check(header, layout, session);
        if (fault is not null)
        {
            return false;
        }

        var countsEnd = layout.LayersOffset(header.Tokens);
        if (length < countsEnd)
        {
            fault = new DsvFault(DsvFaultKind.Truncated, length, $"row counts up to byte {countsEnd} behind {header.Tokens} tokens", $"the payload's end at {length}");
            return false;
        }

        stream.Position = start + layout.CountsOffset(header.Tokens);
        stream.ReadExactly(bytes);
        var layers = LayersOf(header, layout, bytes);
        fault = DsvRules.CheckRows(header, layout, layers, session) ?? DsvRules.CheckLength(header, layout, layers, length);
        payload = fault is null ? new DsvPayload(layout, header, layers) : null;
        return fault is null;
    }

    /// <summary>Reads the token ids. Like ds4, it does not check them against the vocabulary.</summary>
    /// <param name="stream">A stream that can seek, in which <see cref="TryRead"/> found this payload.</param>
    /// <param name="start">The offset of the payload in the stream, in bytes.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="IOException">The stream could not be read.</exception>
    /// <exception cref="NotSupportedException"><paramref name="stream"/> cannot seek.</exception>
    public uint[] ReadTokens(Stream stream, long start)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var tokens = new uint[Header.Tokens];
        var bytes = ArrayPool<byte>.Shared.Rent(64 << 10);
        try
        {
            stream.Position = start + TokensOffset;
            for (var done = 0; done < tokens.Length;)
            {
                var count = Math.Min(tokens.Length - done, bytes.Length / sizeof(uint));
                stream.ReadExactly(bytes, 0, count * sizeof(uint));
                for (var i = 0; i < count; i++)
                {
                    tokens[done + i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(i * sizeof(uint)));
                }

                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        return tokens;
    }

    private static DsvLayer[] LayersOf(DsvHeader header, DsvLayout layout, ReadOnlySpan<byte> counts)
    {
        var layers = new DsvLayer[layout.Layers];
        var offset = layout.LayersOffset(header.Tokens);
        for (var layer = 0; layer < layers.Length; layer++)
        {
            var rows = BinaryPrimitives.ReadUInt32LittleEndian(counts[(layer * sizeof(uint))..]);
            var indexRows = BinaryPrimitives.ReadUInt32LittleEndian(counts[((layout.Layers + layer) * sizeof(uint))..]);
            var bytes = layout.LayerBytes(layer, header.RawRows, rows, indexRows);
            layers[layer] = new DsvLayer(offset, bytes, rows, indexRows);
            offset += bytes;
        }

        return layers;
    }
}
