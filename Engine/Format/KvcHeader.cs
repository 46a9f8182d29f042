using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace KvCache;

/// <summary>
/// The 52 bytes at the start of a KVC file. All numbers are little-endian, and the offsets are:
/// 0 "KVC", 3 version, 4 quantization, 5 reason, 6 extension flags, 7 model id, 8 tokens, 12 hits, 16 context size,
/// 20 payload ABI, 21 reserved, 24 created at, 32 last used, 40 payload bytes, 48 text bytes.
/// The text, the payload and an optional tool map or title follow.
/// </summary>
/// <remarks>
/// The byte layout and the checks are those of ds4, the LLM engine that defines the format (<c>docs/compatibility.md</c>). The checks
/// are for the magic, the version, the payload ABI, the quantization, and a token count other than zero. Immutable.
/// </remarks>
public readonly record struct KvcHeader
{
    /// <summary>The header's size in bytes.</summary>
    public const int Size = 52;

    /// <summary>The part of the header, in bytes, that a touch rewrites: all fields except the text's length.</summary>
    public const int TouchedSize = 48;

    /// <summary>The only existing version.</summary>
    public const byte Version = 1;

    /// <summary>The payload ABI, the version of the payload's layout, that ds4 writes since May 2026.</summary>
    public const byte CurrentPayloadAbi = 2;

    /// <summary>The payload ABI of files from before May 2026, whose byte 20 was reserved.</summary>
    public const byte OldPayloadAbi = 0;

    internal const KvcExtensions KnownExtensions =
        KvcExtensions.ToolMap | KvcExtensions.ResponsesVisible | KvcExtensions.ThinkingVisible | KvcExtensions.SessionTitle;

    private uint Reserved { get; init; }

    /// <summary>The bits per weight of the model's routed experts: 2 or 4.</summary>
    public required byte QuantBits { get; init; }

    /// <summary>The reason for the store. An unknown reason reads as <see cref="KvcReason.Unknown"/>.</summary>
    public KvcReason Reason { get; init; }

    /// <summary>The optional parts of the file, and the kind of its text. Unknown bits are kept.</summary>
    public KvcExtensions Extensions { get; init; }

    /// <summary>The model, see <see cref="KvcModels"/>. Files from before May 2026 have 0; unknown values are kept.</summary>
    public byte ModelId { get; init; }

    /// <summary>The generation of the file: <see cref="OldPayloadAbi"/> or <see cref="CurrentPayloadAbi"/>.</summary>
    public byte PayloadAbi { get; init; }

    /// <summary>
    /// Whether a newer program made the file: it has an unknown extension bit. This program reads the file, but never
    /// writes to it, replaces it or evicts it. A header of a newer version or payload ABI is refused as a whole.
    /// </summary>
    public bool IsNewer => HasUnknownExtensions(Extensions);

    /// <summary>Whether the file is an agent's session without its payload: the text stays, and a prefill restores the rest.</summary>
    public bool IsStripped => PayloadAbi == CurrentPayloadAbi && PayloadBytes == 0;

    /// <summary>The tokens of the checkpoint, never 0.</summary>
    public required uint Tokens { get; init; }

    /// <summary>The number of loads.</summary>
    public uint Hits { get; init; }

    /// <summary>The context size, in tokens, of the session that stored the checkpoint.</summary>
    public uint ContextSize { get; init; }

    /// <summary>The time of the store, in seconds since 1970; 0 if unknown.</summary>
    public ulong CreatedAt { get; init; }

    /// <summary>The time of the last store or load, in seconds since 1970; 0 if unknown.</summary>
    public ulong LastUsed { get; init; }

    /// <summary>The payload's length in bytes.</summary>
    public ulong PayloadBytes { get; init; }

    /// <summary>The text's length in bytes.</summary>
    public uint TextBytes { get; init; }

    /// <summary>The offset of the payload, after the header and the text.</summary>
    public long PayloadOffset => Size + (long)TextBytes;

    /// <summary>Reads a header. It is not yet compared with the file's length: see <see cref="TryGetContentEnd"/>.</summary>
    /// <param name="bytes">The file's first 52 bytes; fewer if the file is shorter.</param>
    /// <param name="header">The header.</param>
    /// <param name="fault">The fault and its offset, if the result is false.</param>
    public static bool TryParse(ReadOnlySpan<byte> bytes, out KvcHeader header, [NotNullWhen(false)] out KvcFault? fault)
    {
        header = default;
        fault = FaultOf(bytes);
        if (fault is not null)
        {
            return false;
        }

        var reason = (KvcReason)bytes[5];
        header = new KvcHeader
        {
            QuantBits = bytes[4],
            Reason = reason <= KvcReason.AgentSession ? reason : KvcReason.Unknown,
            Extensions = (KvcExtensions)bytes[6],
            ModelId = bytes[7],
            Tokens = BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]),
            Hits = BinaryPrimitives.ReadUInt32LittleEndian(bytes[12..]),
            ContextSize = BinaryPrimitives.ReadUInt32LittleEndian(bytes[16..]),
            PayloadAbi = bytes[20],
            Reserved = BinaryPrimitives.ReadUInt32LittleEndian(bytes[20..]) >> 8,
            CreatedAt = BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]),
            LastUsed = BinaryPrimitives.ReadUInt64LittleEndian(bytes[32..]),
            PayloadBytes = BinaryPrimitives.ReadUInt64LittleEndian(bytes[40..]),
            TextBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[48..]),
        };
        return true;
    }

    /// <summary>Writes the header's 52 bytes. A parsed header keeps its reserved bytes 21 to 23. A new header has zeros there.</summary>
    /// <exception cref="ArgumentException"><paramref name="bytes"/> is shorter than <see cref="Size"/>.</exception>
    public void Format(Span<byte> bytes)
    {
        if (bytes.Length < Size)
        {
            throw new ArgumentException($"A header takes {Size} bytes; there are {bytes.Length}.", nameof(bytes));
        }

        "KVC"u8.CopyTo(bytes);
        bytes[3] = Version;
        bytes[4] = QuantBits;
        bytes[5] = (byte)Reason;
        bytes[6] = (byte)Extensions;
        bytes[7] = ModelId;
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[8..], Tokens);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[12..], Hits);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[16..], ContextSize);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[20..], (Reserved << 8) | PayloadAbi);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], CreatedAt);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], LastUsed);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], PayloadBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes[48..], TextBytes);
    }

    /// <summary>
    /// Gets the end of the payload, where an optional tool map or title begins. False if the header promises more than
    /// <paramref name="fileBytes"/>, also if the sum exceeds 64 bits.
    /// </summary>
    /// <param name="fileBytes">The file's length in bytes.</param>
    /// <param name="contentEnd">The end of the payload, in bytes from the file's start; 0 if the result is false.</param>
    public bool TryGetContentEnd(long fileBytes, out long contentEnd)
    {
        contentEnd = 0;
        var behindText = Size + (ulong)TextBytes;
        if (fileBytes < 0 || PayloadBytes > ulong.MaxValue - behindText || behindText + PayloadBytes > (ulong)fileBytes)
        {
            return false;
        }

        contentEnd = (long)(behindText + PayloadBytes);
        return true;
    }

    /// <summary>
    /// Whether a newer program made the file that begins with these bytes: <see cref="IsNewer"/>, a newer version, or an unknown payload
    /// ABI. Checks no other field, because a newer header may give it another meaning.
    /// </summary>
    internal static bool BeginsNewerFile(ReadOnlySpan<byte> bytes) =>
        bytes.Length >= Size
        && bytes.StartsWith("KVC"u8)
        && (NewerFaultOf(bytes) is not null || HasUnknownExtensions((KvcExtensions)bytes[6]));

    /// <summary>Whether both headers belong to one checkpoint: they differ at most in the hits and the last use.</summary>
    internal bool IsSameAs(in KvcHeader other) => this with { Hits = 0, LastUsed = 0 } == other with { Hits = 0, LastUsed = 0 };

    private static bool HasUnknownExtensions(KvcExtensions extensions) => (extensions & ~KnownExtensions) != 0;

    /// <summary>
    /// Gets the fault of a newer version or payload ABI. Version 0 never existed, so it is not newer but damage: a crash can leave a header
    /// of zeros.
    /// </summary>
    private static KvcFault? NewerFaultOf(ReadOnlySpan<byte> bytes) =>
        bytes[3] > Version ? new KvcFault(KvcFaultKind.Newer, 3, $"version {Version}", $"{bytes[3]}, of a newer program")
        : bytes[20] is not (OldPayloadAbi or CurrentPayloadAbi)
            ? new KvcFault(KvcFaultKind.Newer, 20, $"payload ABI {OldPayloadAbi} or {CurrentPayloadAbi}", $"{bytes[20]}, of a newer program")
        : null;

    private static KvcFault? FaultOf(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Size)
        {
            return new KvcFault(KvcFaultKind.Header, bytes.Length, $"a header of {Size} bytes", $"the end of the file after {bytes.Length}");
        }

        if (!bytes.StartsWith("KVC"u8))
        {
            return new KvcFault(KvcFaultKind.Header, 0, "the magic 4b 56 43 (\"KVC\")", $"{bytes[0]:x2} {bytes[1]:x2} {bytes[2]:x2}");
        }

        if (bytes[3] < Version)
        {
            return new KvcFault(KvcFaultKind.Header, 3, $"version {Version}", $"{bytes[3]}");
        }

        if (NewerFaultOf(bytes) is { } newer)
        {
            return newer;
        }

        if (bytes[4] is not (2 or 4))
        {
            return new KvcFault(KvcFaultKind.Header, 4, "2 or 4 quantization bits", $"{bytes[4]}");
        }

        return BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]) == 0
            ? new KvcFault(KvcFaultKind.Header, 8, "a token count other than 0", "0")
            : null;
    }
}
