using System.Diagnostics;

namespace Kv.Demo.Memory;

/// <summary>Keeps the memory of a child's .NET runtime small and equal in every run, because the child's cgroup is charged with that memory too.</summary>
internal static class SmallRuntime
{
    /// <summary>Limits the garbage collector in the environment of a child, and switches the policies of IoPolicy on there.</summary>
    internal static void Configure(ProcessStartInfo start)
    {
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        start.Environment.Remove("IOPOLICY_KEEP_PAGES");
    }
}
