using System.CommandLine;
using IoPolicy.CommandLine;

namespace IoPolicy.Tool.Options;

/// <summary>The options that every command has.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON; docs/iopolicy.md describes it." };

    /// <summary>Gets the output options from the command line.</summary>
    internal static OutputOptions OutputOptionsOf(ParseResult parsed) => new(parsed.GetValue(Json), parsed.GetValue(OptionKinds.Quiet));
}
