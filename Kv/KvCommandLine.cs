using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Commands;

namespace Kv;

/// <summary>The commands of <c>kv</c>.</summary>
internal static class KvCommandLine
{
    private const string About = """
        Store, show and measure the KV cache files of an LLM engine and their pages in the page cache.

        Exit codes: 0 success; 1 failure or bad data; 2 wrong command line, nothing was done;
        129, 130 and 143 ended by SIGHUP, Ctrl-C (SIGINT) and SIGTERM; 141 the reader of a listing closed the pipe.
        """;

    internal static RootCommand Create() => CommandProgram.WithoutSlashAliases(new RootCommand(About)
    {
        DemoCommand.Create(),
        LsCommand.Create(),
        ShowCommand.Create(),
        VerifyCommand.Create(),
        SaveCommand.Create(),
        LoadCommand.Create(),
        ResidencyCommand.Create(),
        DropCommand.Create(),
        PrefetchCommand.Create(),
        EvictCommand.Create(),
        ExportCommand.Create(),
        ImportCommand.Create(),
        BenchCommand.Create(),
        CompletionCommand.Create(),
        DemoPassCommand.Create(),
    });

    internal static Task<int> RunAsync(string[] arguments, Interruption interruption) =>
        new CommandProgram("kv", Create()).RunAsync(arguments, interruption);
}
