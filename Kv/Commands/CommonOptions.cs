using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using IoPolicy.CommandLine;

namespace Kv.Commands;

/// <summary>Arguments and options of several commands. Every command has the first two options.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON; docs/kv.md has the schema." };

    internal static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print errors only, and the document of --json." };

    internal static Option<bool> AnyPayload { get; } = new("--any-payload") { Description = "Skip payload validation." };

    internal static Option<string?> TemporaryDirectory { get; } =
        PathOption("DIRECTORY", "With --stale, search this directory for payloads of ds4. Default: /tmp.", "--temporary-directory");

    internal static Option<string?> ScratchDirectory { get; } = PathOption(
        "DIRECTORY", "Put the temporary files in this directory. Default: the current directory, else the temporary directory.", "--directory", "--folder");

    /// <summary>Creates the option for the generation of files. The value is null if the option is missing.</summary>
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

    /// <summary>Gets the output options from the command line.</summary>
    internal static OutputOptions OutputOptionsOf(ParseResult parsed) => new(parsed.GetValue(Json), parsed.GetValue(Quiet));

    /// <summary>Creates an option for an integer of at least 1.</summary>
    internal static Option<int> Whole(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, name),
    };

    /// <summary>Creates an option for an integer of at least 1. The value is null if the option is missing.</summary>
    internal static Option<int?> Whole(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N",
        CustomParser = result => Parse(result, name),
    };

    /// <summary>Creates an argument for one path.</summary>
    internal static Argument<string> Path(string name, string description)
    {
        var argument = new Argument<string>(name) { Description = description };
        argument.Validators.Add(result => CheckNotEmpty(result.Tokens, name, result.AddError));
        return argument;
    }

    /// <summary>Creates an argument for one or more paths.</summary>
    internal static Argument<string[]> Paths(string description)
    {
        var argument = new Argument<string[]>("PATH") { Description = description, Arity = ArgumentArity.OneOrMore };
        argument.Validators.Add(result => CheckNotEmpty(result.Tokens, "PATH", result.AddError));
        return argument;
    }

    /// <summary>Creates an option for a path.</summary>
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
            addError($"{name} takes a path, but the path is empty");
        }
    }

    private static int Parse(ArgumentResult result, string name)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and < int.MaxValue)
        {
            return number;
        }

        result.AddError($"{name} takes an integer of at least 1, not '{result.Tokens[0].Value}'.");
        return 0;
    }
}
