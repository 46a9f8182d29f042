using System.Diagnostics;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Describes shell commands in a memory cgroup. The shell joins it first, so the kernel charges everything to it.</summary>
internal static class GroupShell
{
    internal static ProcessStartInfo Describe(MemoryGroup group, string processors, string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"echo $$ > {group.MembersFile} && taskset -cp {processors} $$ >/dev/null && {command}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        SmallRuntime.Configure(start);
        return start;
    }
}
