using System.Diagnostics;

namespace Kv.Demo.Memory;

/// <summary>Sets the environment variables of a child process that is measured in a memory cgroup.</summary>
internal static class ChildEnvironment
{
    /// <summary>
    /// Limits the garbage collector of a child, and switches the child's policies on. The kernel charges the memory of the .NET runtime to the cgroup
    /// too, so this memory must be small, and equal in every run.
    /// </summary>
    internal static void LimitMemoryAndEnablePolicies(ProcessStartInfo start)
    {
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000"; // 64 MiB
        start.Environment.Remove("IOPOLICY_KEEP_PAGES");
    }
}
