using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace KvCache;

/// <summary>
/// The title of an agent's session, as ds4 creates, stores and shows it: bytes up to the first NUL, which need not be valid
/// UTF-8. All members are thread-safe.
/// </summary>
public static class SessionTitle
{
    private const int LengthBytes = sizeof(uint);

    /// <summary>The length of the shortest clipped title: one byte and three dots.</summary>
    private const int ShortestClip = 4;

    /// <summary>Computes the key of a titled session: the SHA-1 of the title and the creation time.</summary>
    /// <param name="title">The title.</param>
    /// <param name="createdAt">Seconds since 1970, from the header.</param>
    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1; nothing is protected by it.")]
    public static KvcKey KeyOf(ReadOnlySpan<byte> title, ulong createdAt)
    {
        Span<byte> time = stackalloc byte[sizeof(ulong)];
        Span<byte> digest = stackalloc byte[KvcKey.Size];
        BinaryPrimitives.WriteUInt64LittleEndian(time, createdAt);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        hash.AppendData(UpToNul(title));
        hash.AppendData(time);
        hash.GetHashAndReset(digest);
        return KvcKey.FromHash(digest);
    }

    /// <summary>Creates the trailer after the payload: the length as a little-endian u32, and the title.</summary>
    public static byte[] Format(ReadOnlySpan<byte> title)
    {
        title = UpToNul(title);
        var trailer = new byte[LengthBytes + title.Length];
        BinaryPrimitives.WriteInt32LittleEndian(trailer, title.Length);
        title.CopyTo(trailer.AsSpan(LengthBytes));
        return trailer;
    }

    /// <summary>Reads the trailer after a payload. Ignores bytes after the title.</summary>
    /// <param name="stream">A stream at the end of the payload.</param>
    /// <param name="length">The remaining bytes. No more memory than that is allocated.</param>
    /// <param name="title">The title.</param>
    /// <param name="fault">The fault, at an offset from the trailer's beginning, if the result is false.</param>
    /// <exception cref="ArgumentNullException"><paramref name="stream"/> is null.</exception>
    /// <exception cref="IOException">The stream could not be read.</exception>
    public static bool TryRead(Stream stream, long length, [NotNullWhen(true)] out byte[]? title, [NotNullWhen(false)] out KvcFault? fault)
    {
        ArgumentNullException.ThrowIfNull(stream);
        (title, fault) = (null, null);
        if (length < LengthBytes)
        {
            fault = new KvcFault(KvcFaultKind.Title, 0, $"{LengthBytes} bytes of a title's length", $"the end of the file after {length}");
            return false;
        }

        Span<byte> number = stackalloc byte[LengthBytes];
        stream.ReadExactly(number);
        var titleBytes = BinaryPrimitives.ReadUInt32LittleEndian(number);
        if (titleBytes > length - LengthBytes || titleBytes > Array.MaxLength)
        {
            fault = new KvcFault(KvcFaultKind.Title, LengthBytes, $"a title of {titleBytes} bytes", $"the end of the file after {length - LengthBytes}");
            return false;
        }

        title = new byte[titleBytes];
        stream.ReadExactly(title);
        title = [.. UpToNul(title)];
        return true;
    }

    /// <summary>
    /// Gets the title that ds4 gives a session by its text: the first user turn. Only the markers of DeepSeek models are known.
    /// </summary>
    /// <param name="text">The text; it ends at the first NUL.</param>
    /// <param name="maxBytes">The largest length in bytes, at least 4; 0 for no limit.</param>
    /// <returns>The turn, or "(no user prompt)" or "(empty user prompt)", which are never cut.</returns>
    public static byte[] FromText(ReadOnlySpan<byte> text, int maxBytes = 0)
    {
        text = UpToNul(text);
        var start = text.IndexOf(UserMarker);
        if (start < 0)
        {
            return [.. "(no user prompt)"u8];
        }

        var turn = text[(start + UserMarker.Length)..];
        var nextUser = turn.IndexOf(UserMarker);
        turn = nextUser < 0 ? turn : turn[..nextUser];
        var answer = turn.IndexOf(AssistantMarker);
        return FromPrompt(answer < 0 ? turn : turn[..answer], maxBytes);
    }

    /// <summary>Gets the title of a prompt: without white space at its ends, and with one blank for each run of white space.</summary>
    /// <param name="prompt">The prompt. It ends at the first NUL.</param>
    /// <param name="maxBytes">The largest length in bytes, at least 4; 0 for no limit.</param>
    /// <returns>The title, or "(empty user prompt)", which is never cut. A cut may split a character.</returns>
    public static byte[] FromPrompt(ReadOnlySpan<byte> prompt, int maxBytes = 0)
    {
        var most = maxBytes == 0 ? int.MaxValue : BytesBeforeDots(maxBytes);
        var title = new List<byte>();
        var hasBlank = false;
        foreach (var character in UpToNul(prompt))
        {
            if (IsWhiteSpace(character))
            {
                hasBlank = title.Count > 0;
                continue;
            }

            // As in ds4, a blank just before the cut is lost.
            if (hasBlank && title.Count + 1 < most)
            {
                title.Add((byte)' ');
            }

            hasBlank = false;
            if (title.Count == most)
            {
                return [.. title, .. "..."u8];
            }

            title.Add(character);
        }

        return title.Count == 0 ? [.. "(empty user prompt)"u8] : [.. title];
    }

    /// <summary>Clips a title as a list shows it, with three dots. A cut may split a character.</summary>
    /// <param name="title">The title.</param>
    /// <param name="maxBytes">The largest length in bytes, at least 4; 0 for no limit.</param>
    public static byte[] Clip(ReadOnlySpan<byte> title, int maxBytes) =>
        maxBytes == 0 || title.Length <= maxBytes ? [.. title] : [.. title[..Math.Min(title.Length, BytesBeforeDots(maxBytes))], .. "..."u8];

    private static ReadOnlySpan<byte> UserMarker => "<｜User｜>"u8;

    private static ReadOnlySpan<byte> AssistantMarker => "<｜Assistant｜>"u8;

    private static int BytesBeforeDots(int maxBytes) => Math.Max(maxBytes, ShortestClip) - 3;

    /// <summary>The white space of the C locale.</summary>
    private static bool IsWhiteSpace(byte character) => character is (byte)' ' or (>= (byte)'\t' and <= (byte)'\r');

    private static ReadOnlySpan<byte> UpToNul(ReadOnlySpan<byte> bytes)
    {
        var nul = bytes.IndexOf((byte)0);
        return nul < 0 ? bytes : bytes[..nul];
    }
}
