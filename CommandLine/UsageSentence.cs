using System.CommandLine;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;

namespace IoPolicy.CommandLine;

/// <summary>Creates the sentence that explains a wrong command line and names the help.</summary>
internal static class UsageSentence
{
    /// <summary>Gets the sentence; null if the command line is valid.</summary>
    internal static string? Of(ParseResult parsed, string program) => ProblemOf(parsed) is { } problem ? $"{problem} {HelpOf(parsed, program)}" : null;

    /// <summary>Gets the reference to the help of the command, or of the program if the command line names no command.</summary>
    internal static string HelpOf(ParseResult parsed, string program) => parsed.CommandResult.Command is RootCommand || HasUnknownCommand(parsed)
        ? $"({program} --help lists the commands)"
        : $"({program} {parsed.CommandResult.Command.Name} --help lists its arguments and options)";

    private static string? ProblemOf(ParseResult parsed)
    {
        var isOfProgram = parsed.CommandResult.Command is RootCommand || HasUnknownCommand(parsed);
        return parsed.Action is not ParseErrorAction
                ? parsed.Action == parsed.CommandResult.Command.Action && UnknownOption(parsed) is { } option ? $"unknown option '{option}'" : null
            : parsed.Tokens.Count == 0 ? "a command is missing"
            : parsed.UnmatchedTokens is [var word, ..] && (isOfProgram || IsOption(word)) ? $"unknown {(IsOption(word) ? "option" : "command")} '{word}'"
            : OneLine(parsed.Errors[0].Message).TrimEnd('.');
    }

    /// <summary>
    /// Finds an unknown option, which System.CommandLine parses as the value of an argument. A path that begins with a dash
    /// must follow a "--".
    /// </summary>
    private static string? UnknownOption(ParseResult parsed) => parsed.Tokens.Any(token => token.Type == TokenType.DoubleDash)
        ? null
        : parsed.CommandResult.Command.Arguments
            .SelectMany(argument => parsed.GetResult(argument)?.Tokens ?? [])
            .Select(token => token.Value)
            .FirstOrDefault(IsOption);

    /// <summary>Decides whether an unknown word precedes the command, as in <c>kv help ls</c>.</summary>
    private static bool HasUnknownCommand(ParseResult parsed) =>
        parsed.UnmatchedTokens is [var word, ..] && parsed.Tokens[0] is { Type: not TokenType.Command } first && first.Value == word;

    private static bool IsOption(string word) => word.Length > 1 && word.StartsWith('-');

    /// <summary>Joins the lines of a message. System.CommandLine lists the allowed values of an option on separate lines.</summary>
    private static string OneLine(string message) => string.Join(' ', message.Split((char[])['\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
}
