using System.CommandLine;
using IoPolicy.CommandLine;
using IoPolicy.Tool.Explain;
using IoPolicy.Tool.Resident;
using IoPolicy.Tool.Scan;

namespace IoPolicy.Tool;

/// <summary>The commands of <c>iopolicy</c>.</summary>
internal static class ToolCommandLine
{
    private const string About = """
        Find file I/O without a policy, show which files fill the page cache, and explain the rules.

        Exit codes: 0 success; 1 failure; 2 wrong command line, nothing was done; 3 findings (scan);
        129, 130 and 143 ended by SIGHUP, Ctrl-C (SIGINT) and SIGTERM; 141 the reader of a listing closed the pipe.
        """;

    internal static RootCommand Create() => CommandProgram.WithoutSlashAliases(new RootCommand(About)
    {
        ScanCommand.Create(),
        ResidentCommand.Create(),
        ExplainCommand.Create(),
    });
}
