using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace IoPolicy.CommandLine;

/// <summary>The kinds of arguments and options that command lines share, with their validation.</summary>
internal static class OptionKinds
{
    private const int Most = int.MaxValue - 1;

    internal static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Print errors only, and the document of --json." };

    /// <summary>Creates an option for an integer from 1 to 2,147,483,646.</summary>
    internal static Option<int> PositiveInteger(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result => Parse(result, name),
    };

    /// <summary>Creates an option for an integer from 1 to 2,147,483,646. The value is null if the option is missing.</summary>
    internal static Option<int?> PositiveInteger(string name, string description) => new(name)
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
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= Most)
        {
            return number;
        }

        var text = result.Tokens[0].Value;
        var isTooLarge = text.Length > 0 && text.All(char.IsAsciiDigit) && text.Any(digit => digit != '0');
        result.AddError($"{name} takes an integer of at {(isTooLarge ? $"most {Most}" : "least 1")}, not '{text}'.");
        return 0;
    }
}
