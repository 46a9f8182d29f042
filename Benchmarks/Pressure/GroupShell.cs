using System.Diagnostics;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Shell commands in a memory cgroup: the shell joins it first, so that all they use is charged there.</summary>
internal static class GroupShell
{
    internal static ProcessStartInfo Describe(MemoryGroup group, string command, bool redirectInput = false)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"echo $$ > {group.MembersFile} && {command}"])
        {
            RedirectStandardInput = redirectInput,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        SmallRuntime.Ask(start);
        return start;
    }
}
