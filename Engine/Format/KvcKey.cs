using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace KvCache;

/// <summary>The SHA-1 in a checkpoint's file name: of its text, or of the title and creation time of an agent's session. Immutable.</summary>
/// <remarks>
/// The format prescribes SHA-1. The hash names files and protects nothing: a load for a prompt compares the text byte by byte before it
/// uses the payload.
/// </remarks>
public readonly record struct KvcKey
{
    /// <summary>The hash's size in bytes.</summary>
    public const int Size = 20;

    /// <summary>The end of a cache file's name.</summary>
    public const string Suffix = ".kv";

    /// <summary>The length of a cache file's name.</summary>
    internal const int FileNameLength = HexLength + 3;

    private const int HexLength = 2 * Size;

    // Two numbers of 64 bits need less memory than one of 128, which is aligned to 16 bytes. Many keys are in memory at once.
    private readonly ulong _high;
    private readonly ulong _middle;
    private readonly uint _low;

    private KvcKey(ReadOnlySpan<byte> hash)
    {
        _high = BinaryPrimitives.ReadUInt64BigEndian(hash);
        _middle = BinaryPrimitives.ReadUInt64BigEndian(hash[8..]);
        _low = BinaryPrimitives.ReadUInt32BigEndian(hash[16..]);
    }

    /// <summary>The name of the key's file: forty lower-case hexadecimal digits and ".kv".</summary>
    public string FileName => ToString() + Suffix;

    /// <summary>Computes the key of a text.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    public static KvcKey OfText(ReadOnlySpan<byte> text)
    {
        Span<byte> hash = stackalloc byte[Size];
        SHA1.HashData(text, hash);
        return new KvcKey(hash);
    }

    /// <summary>Creates the key with these bytes.</summary>
    /// <exception cref="ArgumentException">The number of bytes is not 20.</exception>
    public static KvcKey FromHash(ReadOnlySpan<byte> hash) =>
        hash.Length == Size ? new KvcKey(hash) : throw new ArgumentException($"A key has {Size} bytes; there are {hash.Length}.", nameof(hash));

    /// <summary>Reads forty hexadecimal digits of either case.</summary>
    public static bool TryParse(ReadOnlySpan<char> hex, out KvcKey key)
    {
        Span<byte> hash = stackalloc byte[Size];
        if (hex.Length == HexLength && Convert.FromHexString(hex, hash, out _, out _) == System.Buffers.OperationStatus.Done)
        {
            key = new KvcKey(hash);
            return true;
        }

        key = default;
        return false;
    }

    /// <summary>
    /// Reads a cache file's name: forty hexadecimal digits of either case and exactly ".kv". A cache directory ignores files with other
    /// names, except temporary files and the system prompt.
    /// </summary>
    public static bool TryParseFileName(ReadOnlySpan<char> name, out KvcKey key)
    {
        key = default;
        return name.Length == HexLength + Suffix.Length
            && name[HexLength..].SequenceEqual(Suffix)
            && TryParse(name[..HexLength], out key);
    }

    /// <summary>Reads a cache file's name in UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static bool TryParseFileName(ReadOnlySpan<byte> name, out KvcKey key)
    {
        key = default;
        if (name.Length != FileNameLength || !name.EndsWith(".kv"u8))
        {
            return false;
        }

        Span<byte> hash = stackalloc byte[Size];
        for (var i = 0; i < Size; i++)
        {
            var (high, low) = (DigitOf(name[2 * i]), DigitOf(name[(2 * i) + 1]));
            if ((high | low) < 0)
            {
                return false;
            }

            hash[i] = (byte)((high << 4) | low);
        }

        key = new KvcKey(hash);
        return true;
    }

    /// <summary>Compares two keys as their names compare: digit by digit.</summary>
    /// <returns>Negative, 0 or positive, if <paramref name="one"/> sorts before, equals, or sorts after <paramref name="other"/>.</returns>
    public static int Compare(KvcKey one, KvcKey other) =>
        one._high != other._high ? one._high.CompareTo(other._high)
        : one._middle != other._middle ? one._middle.CompareTo(other._middle)
        : one._low.CompareTo(other._low);

    /// <summary>Writes the hash's 20 bytes.</summary>
    /// <exception cref="ArgumentException"><paramref name="hash"/> is shorter than <see cref="Size"/>: nothing was written.</exception>
    public void CopyTo(Span<byte> hash)
    {
        if (hash.Length < Size)
        {
            throw new ArgumentException($"A key takes {Size} bytes; there are {hash.Length}.", nameof(hash));
        }

        BinaryPrimitives.WriteUInt64BigEndian(hash, _high);
        BinaryPrimitives.WriteUInt64BigEndian(hash[8..], _middle);
        BinaryPrimitives.WriteUInt32BigEndian(hash[16..], _low);
    }

    /// <summary>The first 8 bytes as a number. Keys with different numbers sort by these numbers.</summary>
    internal ulong Prefix => _high;

    /// <summary>Writes the name of the key's file, as <see cref="FileName"/> has it, in ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void FormatFileName(Span<byte> name)
    {
        Span<byte> hash = stackalloc byte[Size];
        CopyTo(hash);
        // Convert.ToHexString is slower in a Native AOT program, which may not assume SSSE3 and so shuffles bytes one by one.
        for (var i = 0; i < Size; i++)
        {
            name[2 * i] = "0123456789abcdef"u8[hash[i] >> 4];
            name[(2 * i) + 1] = "0123456789abcdef"u8[hash[i] & 0xF];
        }

        ".kv"u8.CopyTo(name[HexLength..]);
    }

    /// <summary>Forty lower-case hexadecimal digits.</summary>
    public override string ToString()
    {
        Span<byte> hash = stackalloc byte[Size];
        CopyTo(hash);
        return Convert.ToHexStringLower(hash);
    }

    /// <summary>The value of a hexadecimal digit; negative for another character.</summary>
    private static int DigitOf(byte character) =>
        character is >= (byte)'0' and <= (byte)'9' ? character - '0'
        : (character | 0x20) is >= 'a' and <= 'f' ? (character | 0x20) - 'a' + 10
        : -1;
}
