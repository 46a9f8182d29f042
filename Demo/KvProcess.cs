using System.Diagnostics;
using Kv.Demo.Memory;
using IoPolicy.CommandLine;
using KvCache;

namespace Kv.Demo;

/// <summary>Starts this program again, as a child of its own.</summary>
internal static class KvProcess
{
    /// <summary>Describes the start of this program with other arguments; inside a memory cgroup where one is given.</summary>
    /// <remarks>
    /// A shell joins the cgroup and then becomes the program, so that everything the program uses is charged there,
    /// from its first page on.
    /// </remarks>
    /// <param name="membersFile">The cgroup's <c>cgroup.procs</c>; null: no cgroup.</param>
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

        SmallRuntime.Ask(start);
        start.Environment["DOTNET_TieredPGO"] = "0";

        // The demo switches policies on and off itself.
        start.Environment.Remove(CacheWindow.KeepPagesVariable);
        return start;
    }

    /// <summary>The program, whether it runs as itself or is a library that <c>dotnet</c> runs.</summary>
    internal static IEnumerable<string> Self()
    {
        var program = Environment.ProcessPath ?? throw new CommandException("the path of this program is not known, so it cannot start itself again");
        return Path.GetFileNameWithoutExtension(program) == "dotnet" ? [program, Environment.GetCommandLineArgs()[0]] : [program];
    }
}
