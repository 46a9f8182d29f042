using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using IoPolicy.CommandLine;

namespace Kv.Commands;

/// <summary>Arguments and options that mean the same in every command that has them; the first two are in every command.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON; docs/kv.md has the schema." };

    internal static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print errors only, and no progress. --json still prints its document." };

    internal static Option<bool> AnyPayload { get; } = new("--any-payload") { Description = "Skip payload validation." };

    internal static Option<string?> TemporaryDirectory { get; } =
        PathOption("DIRECTORY", "With --stale: where ds4 prepares payloads [default: /tmp]", "--temporary-directory");

    /// <summary>The generation of files; absent: the command's own choice.</summary>
    internal static Option<int?> PayloadAbi(string description) => new("--abi")
    {
        Description = description,
        HelpName = "ABI",
        CustomParser = result =>
        {
            if (result.Tokens[0].Value is "0" or "2")
            {
                return result.Tokens[0].Value[0] - '0';
            }

            result.AddError($"--abi takes 0 (ds4 before May 2026) or 2, not '{result.Tokens[0].Value}'.");
            return null;
        },
    };

    /// <summary>How the command reports.</summary>
    internal static OutputOptions OutputOptionsOf(ParseResult parsed) => new(parsed.GetValue(Json), parsed.GetValue(Quiet));

    /// <summary>An option that takes a whole number of at least 1.</summary>
    internal static Option<int> Whole(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, name),
    };

    /// <summary>An option that takes a whole number of at least 1, and means something else where it is not given.</summary>
    internal static Option<int?> Whole(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, name),
    };

    /// <summary>An argument that is one path.</summary>
    internal static Argument<string> Path(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result => CheckNotEmpty(result.Tokens, name, result.AddError));
        return argument;
    }

    /// <summary>An argument that is one path or more.</summary>
    internal static Argument<string[]> Paths(string description)
    {
        var argument = new Argument<string[]>("PATH") { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result => CheckNotEmpty(result.Tokens, "PATH", result.AddError));
        return argument;
    }

    /// <summary>An option that takes a path.</summary>
    internal static Option<string?> PathOption(string helpName, string description, string name, params string[] aliases)
    {
        var option = new Option<string?>(name, aliases) { Description = description, HelpName = helpName };
        option.Validators.Add(result => CheckNotEmpty(result.Tokens, name, result.AddError));
        return option;
    }

    private static void CheckNotEmpty(IReadOnlyList<Token> tokens, string name, Action<string> addError)
    {
        if (tokens.Any(token => token.Value.Length == 0))
        {
            addError($"{name} takes a path, and this one is empty");
        }
    }

    private static int Parse(ArgumentResult result, string name)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and < int.MaxValue)
        {
            return number;
        }

        result.AddError($"{name} takes a whole number of at least 1, not '{result.Tokens[0].Value}'.");
        return 0;
    }
}
