using IoPolicy.Benchmarks.BuildTime;
using IoPolicy.Benchmarks.Durability;
using IoPolicy.Benchmarks.Growth;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Benchmarks.Kernel;
using IoPolicy.Benchmarks.LongRun;
using IoPolicy.Benchmarks.Pressure;
using IoPolicy.Benchmarks.Scan;
using IoPolicy.Benchmarks.SmallFiles;
using IoPolicy.Benchmarks.Throughput;

namespace IoPolicy.Benchmarks;

/// <summary>All families, in the order in which <c>all</c> runs them.</summary>
internal static class BenchmarkFamilies
{
    internal static IReadOnlyList<BenchmarkFamily> All { get; } =
    [
        new PressureFamily(),
        new NeighbourFamily(),
        new ConcurrentFamily(),
        new GrowthFamily(),
        new BuildTimeFamily(),
        new KernelFamily(),
        new ThroughputFamily(),
        new SmallFilesFamily(),
        new DurableFamily(),
        new ScanFamily(),
        new AnnotatedCallFamily(),
        new LongRunFamily(),
    ];
}
