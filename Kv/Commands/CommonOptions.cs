using System.CommandLine;
using IoPolicy.CommandLine;

namespace Kv.Commands;

/// <summary>Arguments and options of several commands. Every command has <c>--json</c> and <c>--quiet</c>.</summary>
internal static class CommonOptions
{
    internal static Option<bool> Json { get; } = new("--json") { Description = "Print JSON; docs/kv.md has the schema." };

    internal static Option<bool> AnyPayload { get; } = new("--any-payload") { Description = "Skip payload validation." };

    internal static Option<string?> TemporaryDirectory { get; } =
        OptionKinds.PathOption("DIRECTORY", "With --stale, search this directory for payloads of ds4. Default: /tmp.", "--temporary-directory");

    internal static Option<string?> ScratchDirectory { get; } = OptionKinds.PathOption(
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
    internal static OutputOptions OutputOptionsOf(ParseResult parsed) => new(parsed.GetValue(Json), parsed.GetValue(OptionKinds.Quiet));
}
