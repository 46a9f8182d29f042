namespace IoPolicy.Benchmarks.Pressure;

/// <summary>
/// Who runs where, as <c>taskset</c> takes it. The reader of the weights has a processor of its own, as on a machine that
/// has more than two: its passes are to show what it waits for in memory, and a thread that writes back, woken beside it,
/// runs until the next tick, which is three passes.
/// </summary>
internal static class Processors
{
    private static readonly int Last = Environment.ProcessorCount - 1;

    internal static string All => $"0-{Last}";

    internal static string Reader => Last == 0 ? All : "0";

    internal static string Others => Last == 0 ? All : $"1-{Last}";
}
