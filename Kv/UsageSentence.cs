using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace Kv;

/// <summary>The sentence that says what is wrong with a command line, and which help to read.</summary>
internal static class UsageSentence
{
    /// <summary>The sentence; null where nothing is wrong.</summary>
    internal static string? Of(ParseResult parsed) => ProblemOf(parsed) is { } problem ? $"{problem} {HelpOf(parsed)}" : null;

    /// <summary>The help of the command that was named; the program's own where none was.</summary>
    internal static string HelpOf(ParseResult parsed) => parsed.CommandResult.Command is RootCommand || HasUnknownCommand(parsed)
        ? "(kv --help lists the commands)"
        : $"(kv {parsed.CommandResult.Command.Name} --help lists its arguments and options)";

    private static string? ProblemOf(ParseResult parsed)
    {
        var isOfProgram = parsed.CommandResult.Command is RootCommand || HasUnknownCommand(parsed);
        return parsed.Action is not ParseErrorAction
                ? parsed.Action == parsed.CommandResult.Command.Action && UnknownOption(parsed) is { } option ? $"there is no option '{option}'" : null
            : parsed.Tokens.Count == 0 ? "a command is missing"
            : parsed.UnmatchedTokens is [var word, ..] && (isOfProgram || IsOption(word)) ? $"there is no {(IsOption(word) ? "option" : "command")} '{word}'"
            : OneLine(parsed.Errors[0].Message).TrimEnd('.');
    }

    /// <summary>
    /// System.CommandLine takes an unknown option for the value of an argument. A path that begins with a dash has to
    /// follow a "--".
    /// </summary>
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? null
        : parsed.CommandResult.Command.Arguments
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .FirstOrDefault(IsOption);

    /// <summary>Whether a word stands before the command: <c>kv help ls</c>.</summary>
    private static bool HasUnknownCommand(ParseResult parsed) => parsed.UnmatchedTokens is [var word, ..] && parsed.Tokens[0].Value == word;

    private static bool IsOption(string word) => word.Length > 1 && word.StartsWith('-');

    /// <summary>System.CommandLine lists the values that an option may have one a line.</summary>
    private static string OneLine(string message) => string.Join(' ', message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
