using System.Diagnostics;

namespace Kv.Demo.Memory;

/// <summary>Keeps the memory of a child's runtime small and equal in every run, because it is charged to the child's cgroup too.</summary>
internal static class SmallRuntime
{
    /// <summary>Sets the limits of the runtime in the environment of a child. Policies are on in the child.</summary>
    internal static void Configure(ProcessStartInfo start)
    {
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        start.Environment.Remove("IOPOLICY_KEEP_PAGES");
    }
}
