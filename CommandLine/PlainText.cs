using System.Buffers;
using System.Globalization;
using System.Text;

namespace IoPolicy.CommandLine;

/// <summary>
/// Makes file names, link targets and stored texts safe for a terminal. A terminal executes control characters, and
/// format characters reorder or hide the text around them. All members are thread-safe.
/// </summary>
internal static class PlainText
{
    private static readonly Rune Replacement = Rune.ReplacementChar;

    /// <summary>Decides whether a terminal displays a character and does nothing else with it.</summary>
    internal static bool IsPlain(Rune character) => Rune.GetUnicodeCategory(character) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    /// <summary>Replaces each character that is not plain with U+FFFD, including line breaks.</summary>
    internal static string From(string text) => FirstOther(text) < text.Length ? Replace(text) : text;

    /// <summary>Does the same as <see cref="From(string)"/>. Returns the same span if all of its text is plain.</summary>
    internal static ReadOnlySpan<char> From(ReadOnlySpan<char> text) => FirstOther(text) < text.Length ? Replace(text) : text;

    private static int FirstOther(ReadOnlySpan<char> text)
    {
        // Almost all text is ASCII, and this search compares many characters at once.
        var done = text.IndexOfAnyExceptInRange(' ', '~');
        done = done < 0 ? text.Length : done;
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
