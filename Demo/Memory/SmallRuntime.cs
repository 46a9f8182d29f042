using System.Diagnostics;

namespace Kv.Demo.Memory;

/// <summary>A .NET program's own memory is charged to its cgroup too: kept small, and the same in every run.</summary>
internal static class SmallRuntime
{
    /// <summary>Sets the runtime's limits for a program that is about to start; policies are on in it.</summary>
    internal static void Ask(ProcessStartInfo start)
    {
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        start.Environment.Remove("IOPOLICY_KEEP_PAGES");
    }
}
