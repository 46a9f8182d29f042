using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using IoPolicy.Benchmarks.Harness;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>What the generated method adds to the hint itself, by BenchmarkDotNet.</summary>
internal sealed class AnnotatedCallFamily : BenchmarkFamily
{
    internal override string Name => "annotated-call";

    internal override string Title => "What an annotated call adds to its hint";

    internal override string Question => "An annotated method beside the same hint written by hand, in nanoseconds and bytes.";

    internal override Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.DontLogOutput).WithIterationCount(Math.Max(30, settings.Rounds)))
            .AddDiagnoser(MemoryDiagnoser.Default)
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(NullLogger.Instance)
            .WithArtifactsPath(Path.Combine(settings.Folder, "annotated-call"));
        var summary = BenchmarkRunner.Run<AnnotatedCall>(config);
        var reports = summary.Reports.ToDictionary(report => report.BenchmarkCase.Descriptor.WorkloadMethod.Name);
        return Task.FromResult(new Section()
            .Paragraph("The body moves the file's position and nothing else, and no page of the file is cached, so the system call of the hint is most of what is left. By hand is `PageCache.Drop`, `Flush` and `PageCache.WriteBackAndDrop`, `PageCache.Expect` around the body. By BenchmarkDotNet, in process: the fastest of the iterations, since what else the machine does only adds to it.")
            .Table(
                ["policy", "by hand", "annotated", "difference", "allocated"],
                [Row("read", reports), Row("write", reports), Row("header", reports)]));
    }

    private static IReadOnlyList<string> Row(string policy, Dictionary<string, BenchmarkReport> reports)
    {
        var prefix = char.ToUpperInvariant(policy[0]) + policy[1..];
        var (hand, annotated) = (reports[prefix + "ByHand"], reports[prefix + "Annotated"]);
        var (byHand, byAttribute) = (Fastest(hand), Fastest(annotated));
        return
        [
            policy,
            Text(byHand),
            Text(byAttribute),
            Text(byAttribute - byHand),
            $"{annotated.GcStats.GetBytesAllocatedPerOperation(annotated.BenchmarkCase) ?? 0} B",
        ];
    }

    private static double Fastest(BenchmarkReport report) =>
        report.ResultStatistics?.Min ?? throw new InvalidOperationException($"{report.BenchmarkCase.DisplayInfo} did not run.");

    private static string Text(double nanoseconds) => nanoseconds.ToString("F0", CultureInfo.InvariantCulture) + " ns";
}
