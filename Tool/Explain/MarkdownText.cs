using System.Text.RegularExpressions;

namespace IoPolicy.Tool.Explain;

/// <summary>Formats a rule page for a terminal: it removes the marks of headings, indents code, and replaces links by their text.</summary>
internal static partial class MarkdownText
{
    private const string Bold = "\u001b[1m";
    private const string Normal = "\u001b[0m";
    private const string CodeIndent = "    ";

    /// <summary>Formats a page.</summary>
    /// <param name="markdown">The page.</param>
    /// <param name="styled">Whether headings are bold.</param>
    internal static IEnumerable<string> Format(string markdown, bool styled)
    {
        var isCode = false;
        foreach (var line in markdown.TrimEnd().Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isCode = !isCode;
            }
            else if (isCode)
            {
                yield return line.Length == 0 ? "" : CodeIndent + line;
            }
            else if (Heading().Match(line) is { Success: true } heading)
            {
                var text = WithoutLinks(heading.Groups["text"].Value);
                yield return styled ? Bold + text + Normal : text;
            }
            else
            {
                yield return WithoutLinks(line);
            }
        }
    }

    private static string WithoutLinks(string line) => Link().Replace(line, "${text}");

    [GeneratedRegex("^#+ (?<text>.+)$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"\[(?<text>[^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();
}
