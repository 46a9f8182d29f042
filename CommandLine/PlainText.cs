using System.Buffers;
using System.Globalization;
using System.Text;

namespace IoPolicy.CommandLine;

/// <summary>
/// Makes text safe to show: names, link targets and texts come from others. A terminal acts on control characters, and
/// format characters reorder or hide what stands around them. All members are safe for all threads.
/// </summary>
internal static class PlainText
{
    /// <summary>U+FFFD stands for what is not shown.</summary>
    private static readonly Rune Replacement = Rune.ReplacementChar;

    /// <summary>Whether a character shows as itself and does nothing else.</summary>
    internal static bool IsPlain(Rune character) => Rune.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>The text with U+FFFD in place of each character that is not plain, a line break among them.</summary>
    internal static string Of(string text) => FirstOther(text) < text.Length ? Replace(text) : text;

    /// <summary>As <see cref="Of(string)"/>; the text itself where all of it is plain.</summary>
    internal static ReadOnlySpan<char> Of(ReadOnlySpan<char> text) => FirstOther(text) < text.Length ? Replace(text) : text;

    private static int FirstOther(ReadOnlySpan<char> text)
    {
        var done = 0;
        while (done < text.Length
            && Rune.DecodeFromUtf16(text[done..], out var character, out var length) == OperationStatus.Done
            && IsPlain(character))
        {
            done += length;
        }

        return done;
    }

    private static string Replace(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var character in text.EnumerateRunes())
        {
            plain.Append(IsPlain(character) ? character : Replacement);
        }

        return plain.ToString();
    }
}
