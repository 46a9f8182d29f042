using System.CommandLine;
using System.Globalization;

namespace Kv.Verbs;

/// <summary>Options that mean the same in every verb that has them.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON; docs/kv.md has the schema." };

    internal static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Say nothing that is not a failure." };

    /// <summary>An option that takes a whole number of at least 1.</summary>
    internal static Option<int> Whole(string name, string description, int value) => new(name)
    {
        Description = description,
        HelpName = "N",
        DefaultValueFactory = _ => value,
        CustomParser = result =>
        {
            if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and < int.MaxValue)
            {
                return number;
            }

            result.AddError($"{name} takes a whole number of at least 1, not '{result.Tokens[0].Value}'.");
            return 0;
        },
    };

    internal static Argument<string[]> Paths(string description) =>
        new("PATH") { Description = description, Arity = ArgumentArity.OneOrMore };
}
