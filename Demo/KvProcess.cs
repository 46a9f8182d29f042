using System.Diagnostics;
using IoPolicy.CommandLine;
using Kv.Demo.Memory;
using KvCache;

namespace Kv.Demo;

/// <summary>Describes how to start this program again, as a child process.</summary>
internal static class KvProcess
{
    /// <summary>Describes a child process that runs this program with other arguments, optionally inside a memory cgroup.</summary>
    /// <remarks>A shell joins the cgroup and then executes the program, so every page of the program is charged to the cgroup.</remarks>
    /// <param name="membersFile">The <c>cgroup.procs</c> of the cgroup; null: no cgroup.</param>
    /// <param name="arguments">The program's arguments.</param>
    internal static ProcessStartInfo Describe(string? membersFile, IEnumerable<string> arguments)
    {
        IEnumerable<string> command = [.. Self(), .. arguments];
        if (membersFile is not null)
        {
            command = ["/bin/sh", "-c", """echo $$ > "$0" && exec "$@" """, membersFile, .. command];
        }

        var start = new ProcessStartInfo(command.First(), command.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        ChildEnvironment.LimitMemoryAndEnablePolicies(start);

        // Tiered PGO first runs slower, instrumented code. That pays off only in a longer run.
        start.Environment["DOTNET_TieredPGO"] = "0";

        // The child itself switches the policies on or off for each way (PageCache.KeepPages).
        start.Environment.Remove(CacheWindow.KeepPagesVariable);
        return start;
    }

    /// <summary>Gets the command of this program: its executable, or <c>dotnet</c> with its assembly.</summary>
    internal static IEnumerable<string> Self()
    {
        var program = Environment.ProcessPath ?? throw new CommandException("the path of this program is unknown, so the demo cannot start a child");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0]] : [program];
    }
}
