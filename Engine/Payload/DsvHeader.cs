using System.Buffers.Binary;

namespace KvCache;

/// <summary>
/// The thirteen little-endian u32 fields at the start of a payload in ds4's format DSV4. Each summary begins with the offset of the field
/// in bytes. <see cref="DsvLayout"/> explains the rows. Immutable.
/// </summary>
public readonly record struct DsvHeader
{
    /// <summary>The fields' size in bytes.</summary>
    public const int Size = 13 * sizeof(uint);

    /// <summary>"DSV4", little-endian.</summary>
    public const uint ExpectedMagic = 0x3456_5344;

    /// <summary>0: <see cref="ExpectedMagic"/>.</summary>
    public uint Magic { get; init; }

    /// <summary>4: the <see cref="DsvLayout.Version"/>.</summary>
    public uint Version { get; init; }

    /// <summary>8: the context size, in tokens, of the session that was saved.</summary>
    public uint ContextSize { get; init; }

    /// <summary>12: the prefill chunk of that session, in tokens.</summary>
    public uint PrefillChunk { get; init; }

    /// <summary>16: the capacity of the session's raw ring, in rows; for GLM-5.2, that of the full cache.</summary>
    public uint RawCapacity { get; init; }

    /// <summary>20: the raw window, in rows.</summary>
    public uint RawWindow { get; init; }

    /// <summary>24: the capacity of the session's compressed cache, in rows.</summary>
    public uint CompressedCapacity { get; init; }

    /// <summary>28: tokens saved.</summary>
    public uint Tokens { get; init; }

    /// <summary>32: layers.</summary>
    public uint Layers { get; init; }

    /// <summary>36: floats in an attention row.</summary>
    public uint HeadDim { get; init; }

    /// <summary>40: floats in an indexer row.</summary>
    public uint IndexerDim { get; init; }

    /// <summary>44: tokens in the vocabulary.</summary>
    public uint Vocabulary { get; init; }

    /// <summary>48: the raw rows saved per layer; 0 for GLM-5.2.</summary>
    public uint RawRows { get; init; }

    /// <summary>Creates the fields that a session writes.</summary>
    /// <param name="tokens">Tokens saved.</param>
    /// <param name="session">The saved session.</param>
    public static DsvHeader Of(uint tokens, DsvSession session) => new()
    {
        Magic = ExpectedMagic,
        Version = session.Layout.Version,
        ContextSize = session.ContextSize,
        PrefillChunk = session.PrefillChunk,
        RawCapacity = session.RawCapacity,
        RawWindow = session.RawCapacity,
        CompressedCapacity = session.CompressedCapacity(session.Layout.CacheRatio),
        Tokens = tokens,
        Layers = (uint)session.Layout.Layers,
        HeadDim = session.Layout.HeadDim,
        IndexerDim = session.Layout.IndexerDim,
        Vocabulary = session.Layout.Vocabulary,
        RawRows = session.Layout.RawRows(tokens, session.RawCapacity),
    };

    /// <summary>Reads the fields without checking them.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is shorter than <see cref="Size"/>.</exception>
    public static DsvHeader Parse(ReadOnlySpan<byte> bytes)
    {
        CheckLength(bytes.Length, nameof(bytes));
        return new DsvHeader
        {
            Magic = Field(bytes, 0),
            Version = Field(bytes, 1),
            ContextSize = Field(bytes, 2),
            PrefillChunk = Field(bytes, 3),
            RawCapacity = Field(bytes, 4),
            RawWindow = Field(bytes, 5),
            CompressedCapacity = Field(bytes, 6),
            Tokens = Field(bytes, 7),
            Layers = Field(bytes, 8),
            HeadDim = Field(bytes, 9),
            IndexerDim = Field(bytes, 10),
            Vocabulary = Field(bytes, 11),
            RawRows = Field(bytes, 12),
        };
    }

    /// <summary>Writes the fields.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is shorter than <see cref="Size"/>.</exception>
    public void Format(Span<byte> bytes)
    {
        CheckLength(bytes.Length, nameof(bytes));
        ReadOnlySpan<uint> fields =
        [
            Magic, Version, ContextSize, PrefillChunk, RawCapacity, RawWindow, CompressedCapacity,
            Tokens, Layers, HeadDim, IndexerDim, Vocabulary, RawRows,
        ];
        for (var i = 0; i < fields.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes[(i * sizeof(uint))..], fields[i]);
        }
    }

    private static void CheckLength(int length, string name)
    {
        if (length < Size)
        {
            throw new ArgumentException($"The fields take {Size} bytes; there are {length}.", name);
        }
    }

    private static uint Field(ReadOnlySpan<byte> bytes, int index) =>
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[(index * sizeof(uint))..]);
}
