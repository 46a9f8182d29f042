using System.Diagnostics;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Describes shell commands in a memory cgroup. The shell joins the cgroup first, so the kernel charges all their pages to the cgroup.</summary>
internal static class CgroupShell
{
    internal static ProcessStartInfo Describe(MemoryCgroup group, string processors, string command)
    {
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"echo $$ > {group.MembersFile} && taskset -cp {processors} $$ >/dev/null && {command}"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["LC_ALL"] = "C";
        ChildEnvironment.LimitMemoryAndEnablePolicies(start);
        return start;
    }
}
