using System.Text;
using System.Text.RegularExpressions;

namespace Docs.Tests.Tutorial;

/// <summary>Output as a page shows it: <c>…</c> stands for what varies in a line, and alone in a line for any lines.</summary>
internal static class OutputPattern
{
    private const char Varying = '…';

    internal static bool Matches(IEnumerable<string> expected, string output) =>
        Regex.IsMatch(Trimmed(output), Of(expected), RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static string Of(IEnumerable<string> lines)
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

    /// <summary>Lines that all end, without the empty ones at the end.</summary>
    private static string Trimmed(string output) => output.ReplaceLineEndings("\n").TrimEnd() is { Length: > 0 } text ? text + "\n" : "";
}
