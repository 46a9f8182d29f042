using System.Runtime.InteropServices;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Measures the processor time of child processes, which varies less than the clock on a busy machine, and the context switches of this one.</summary>
internal static partial class ChildTime
{
    private const int Children = -1; // RUSAGE_CHILDREN, getrusage(2): children that have ended and been waited for.
    private const int Self = 0; // RUSAGE_SELF: all threads, also those that have ended.

    /// <summary>The voluntary and involuntary context switches of this process so far.</summary>
    internal static long ContextSwitches
    {
        get
        {
            Span<long> usage = stackalloc long[18];
            return GetUsage(Self, ref usage[0]) == 0
                ? usage[16] + usage[17]
                : throw new InvalidOperationException($"getrusage failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

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
