using System.CommandLine;
using System.Globalization;
using Kv.Output;

namespace Kv.Verbs;

/// <summary>Options that mean the same in every verb that has them; the first two are in every verb.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON; docs/kv.md has the schema." };

    internal static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing that is not a failure, and show no progress; with --json, the document is printed all the same." };

    internal static Option<bool> AnyPayload { get; } = new("--any-payload") { Description = "Take payloads for any bytes; do not check that they are sessions." };

    /// <summary>How the verb is to speak.</summary>
    internal static Manner MannerOf(ParseResult parsed) => new(parsed.GetValue(Json), parsed.GetValue(Quiet));

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

    internal static Argument<string[]> Paths(string description) =>
        new("PATH") { Description = description, Arity = ArgumentArity.OneOrMore };

    private static int Parse(System.CommandLine.Parsing.ArgumentResult result, string name)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and < int.MaxValue)
        {
            return number;
        }

        result.AddError($"{name} takes a whole number of at least 1, not '{result.Tokens[0].Value}'.");
        return 0;
    }
}
