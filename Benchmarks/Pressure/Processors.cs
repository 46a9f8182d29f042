namespace IoPolicy.Benchmarks.Pressure;

/// <summary>
/// The processors of each process, in the syntax of <c>taskset</c>. The reader of the weights has its own processor, because its
/// passes must show waits for memory only. On a shared processor, a write-back thread runs until the next tick, which takes as long
/// as three passes.
/// </summary>
internal static class Processors
{
    private static readonly int Last = Environment.ProcessorCount - 1;

    internal static string All => $"0-{Last}";

    internal static string Reader => Last == 0 ? All : "0";

    internal static string Others => Last == 0 ? All : $"1-{Last}";
}
