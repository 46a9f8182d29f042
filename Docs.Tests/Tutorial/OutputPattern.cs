using System.Text;
using System.Text.RegularExpressions;

namespace Docs.Tests.Tutorial;

/// <summary>Matches output against a page. In a line, <c>…</c> stands for varying text. A line of <c>…</c> alone stands for any number of lines.</summary>
internal static class OutputPattern
{
    private const char Varying = '…';

    internal static bool Matches(IEnumerable<string> expected, string output) =>
        Regex.IsMatch(Trim(output), PatternOf(expected), RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static string PatternOf(IEnumerable<string> lines)
    {
        var pattern = new StringBuilder(@"\A");
        foreach (var line in lines)
        {
            _ = line.Trim() is [Varying]
                ? pattern.Append(@"(?:[^\n]*\n)*?")
                : pattern.AppendJoin(@"[^\n]*?", line.TrimEnd().Split(Varying).Select(Regex.Escape)).Append(@"[ ]*\n");
        }

        return pattern.Append(@"\z").ToString();
    }

    /// <summary>Removes empty lines at the end, and ends the last line with a line break.</summary>
    private static string Trim(string output) => output.ReplaceLineEndings("\n").TrimEnd() is { Length: > 0 } text ? text + "\n" : "";
}
