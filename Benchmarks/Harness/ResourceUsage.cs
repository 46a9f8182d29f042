using System.Runtime.InteropServices;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Reads getrusage(2): the processor time of child processes, and the context switches of this process.</summary>
internal static partial class ResourceUsage
{
    private const int Children = -1; // RUSAGE_CHILDREN: children that have ended and been waited for.
    private const int Self = 0; // RUSAGE_SELF: all threads, also those that have ended.

    /// <summary>The voluntary and involuntary context switches of this process so far.</summary>
    internal static long ContextSwitches
    {
        get
        {
            Span<long> usage = stackalloc long[18];
            return GetUsage(Self, ref usage[0]) == 0
                ? usage[16] + usage[17] // ru_nvcsw and ru_nivcsw
                : throw new InvalidOperationException($"getrusage failed with errno {Marshal.GetLastPInvokeError()}.");
        }
    }

    /// <summary>The user and system time of all children so far, in seconds. On a busy machine, it varies less than the elapsed time.</summary>
    internal static double ChildSeconds
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
