using System.Runtime.InteropServices;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>
/// The processors of each process, in the syntax of <c>taskset</c>. The reader of the weights has its own processor, because its
/// passes must show waits for memory only. On a shared processor, a write-back thread runs until the next tick, which takes as long
/// as three passes.
/// </summary>
internal static partial class Processors
{
    private static readonly int Last = Environment.ProcessorCount - 1;

    internal static string All => $"0-{Last}";

    internal static string Reader => Last == 0 ? All : "0";

    internal static string Others => Last == 0 ? All : $"1-{Last}";

    /// <summary>
    /// Keeps the calling thread, a sampler, away from the reader's processor. A sample takes a tenth of a pass or more. While a load keeps
    /// the other processors busy, the scheduler would run the sampler on the reader's processor.
    /// </summary>
    internal static void LeaveReader()
    {
        if (Last is > 0 and < 64)
        {
            var mask = (ulong.MaxValue >> (63 - Last)) & ~1UL;
            _ = SetAffinity(0, sizeof(ulong), ref mask); // If the call fails, the figures are noisier, but not wrong.
        }
    }

    [LibraryImport("libc", EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SetAffinity(int thread, nuint bytes, ref ulong mask);
}
