using Docs.Tests.Markdown;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Docs.Tests.Tutorial;

/// <summary>
/// Reads the steps of the tutorial from its page. In a <c>console</c> block, a line after <c>$ </c> is a command and other
/// lines are its output. A <c>bash</c> block exports a variable. The paragraph before any other block names its file in
/// backticks.
/// </summary>
internal static class TutorialPage
{
    internal const string Path = "docs/tutorial.md";

    private const string Prompt = "$ ";
    private const string Export = "export ";

    internal static IReadOnlyList<TutorialStep> Steps()
    {
        var steps = new List<TutorialStep>();
        Block? before = null;
        foreach (var block in Page.Of(Path).Document)
        {
            if (block is FencedCodeBlock fence)
            {
                steps.AddRange(Steps(fence, before));
            }

            before = block;
        }

        return steps;
    }

    private static IEnumerable<TutorialStep> Steps(FencedCodeBlock fence, Block? before)
    {
        string[] lines = [.. fence.Lines.Lines.Take(fence.Lines.Count).Select(line => line.ToString())];
        var line = fence.Line + 1;
        return fence.Info switch
        {
            "console" => Commands(lines, line),
            "bash" => lines.Select((text, index) => new SetVariable(line + index + 1, NameOf(text, line + index + 1))),
            "diff" => [new ChangedFile(line, FileOf(before, line), Part(lines, '-'), Part(lines, '+'))],
            _ => [new WrittenFile(line, FileOf(before, line), string.Join('\n', lines) + "\n")],
        };
    }

    private static IEnumerable<TutorialStep> Commands(string[] lines, int line)
    {
        for (var at = 0; at < lines.Length;)
        {
            if (!lines[at].StartsWith(Prompt, StringComparison.Ordinal))
            {
                throw new FormatException($"{Path}({line + at}): output without a command before it");
            }

            var output = lines.Skip(at + 1).TakeWhile(text => !text.StartsWith(Prompt, StringComparison.Ordinal)).ToArray();
            yield return new TypedCommand(line + at + 1, lines[at][Prompt.Length..], output);
            at += 1 + output.Length;
        }
    }

    private static string NameOf(string export, int line) => export.StartsWith(Export, StringComparison.Ordinal) && export.IndexOf('=', StringComparison.Ordinal) is > 0 and var end
        ? export[Export.Length..end]
        : throw new FormatException($"{Path}({line}): '{export}' exports no variable");

    /// <summary>Gets one side of a diff: the context and the lines of one sign.</summary>
    private static string Part(string[] lines, char sign) =>
        string.Concat(lines.Where(line => line.Length == 0 || line[0] == ' ' || line[0] == sign).Select(line => (line.Length == 0 ? "" : line[1..]) + "\n"));

    private static string FileOf(Block? before, int line) =>
        (before as ParagraphBlock)?.Inline?.Descendants<CodeInline>().LastOrDefault()?.Content
        ?? throw new FormatException($"{Path}({line}): no file is named in the paragraph before the block");
}
