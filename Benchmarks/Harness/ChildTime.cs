using System.Runtime.InteropServices;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Measures the processor time of child processes. It varies less than the clock on a busy machine.</summary>
internal static partial class ChildTime
{
    private const int Children = -1; // RUSAGE_CHILDREN, getrusage(2): children that have ended and been waited for.

    /// <summary>User and system time of all children so far, in seconds.</summary>
    internal static double Seconds
    {
        get
        {
            Span<long> usage = stackalloc long[18]; // struct rusage: two timevals, then fourteen longs.
            return GetUsage(Children, ref usage[0]) == 0
                ? usage[0] + usage[2] + ((usage[1] + usage[3]) / 1e6)
                : throw new InvalidOperationException($"getrusage failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "getrusage", SetLastError = true)]
    private static partial int GetUsage(int who, ref long usage);
}
