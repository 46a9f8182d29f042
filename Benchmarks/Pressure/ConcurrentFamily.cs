using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.CommandLine;
using IoPolicy.Testing;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Measures saves and loads of several threads at a time beside mapped weights, under memory pressure.</summary>
internal sealed class ConcurrentFamily : CgroupFamily
{
    private const long WeightsBytes = 512 * Formatting.MiB;
    private const long AllBytes = 768 * Formatting.MiB;
    private const long LimitBytes = 700 * Formatting.MiB;

    /// <summary>The share of the weights that a way may lose. A way that loses more cannot be the best.</summary>
    private const double MaxLostShare = 0.01;

    private static readonly int[] Threads = [1, 4, 16, 64];

    internal override string Name => "concurrent";

    internal override string Title => "Many writers and readers, beside mapped weights";

    internal override string Description => "Save and load 768 MiB by 1 to 64 threads, each with its own file, beside 512 MiB of mapped weights in a memory cgroup of 700 MiB.";

    private protected override long ExistingBytes => WeightsBytes;

    private protected override async Task MeasureAsync(Section section, CgroupSetup setup, BenchmarkSettings settings, CancellationToken cancellation)
    {
        var reader = CProgram.Compile("weights.c", setup.DirectoryPath);
        using var xfs = new XfsMount();
        section.Paragraph(
            $"""
            The threads save {Formatting.Bytes(AllBytes)} together, each its own file, while a reader passes over all weights in a loop. XFS is on a loop device over the machine's disk, with direct I/O. The columns and the setup are those of [the section about memory pressure](#under-memory-pressure-beside-mapped-weights), and:

            - *Until on disk* ends when the file system has written everything back. A load has nothing to write.
            - *Over the best* divides this time by that of the fastest way that loses less than {100 * MaxLostShare:F0} % of the weights.
            - *Switches* are the context switches of the process.
            """);
        foreach (var (place, directory) in Places(section, setup, settings, xfs))
        {
            foreach (var threads in Threads)
            {
                await Console.Error.WriteLineAsync($"  {place}, {threads} threads").ConfigureAwait(false);
                var contenders = PressureContender.Concurrent(setup.Mover, Self, AllBytes / threads, threads);
                var run = new PressureRun(setup.Hierarchy, reader, setup.Existing, directory, LimitBytes, threads);
                var results = await Rounds.RunAsync(contenders, settings.Rounds, contender => run.RunAsync(contender, "loop", cancellation), warmUp: false).ConfigureAwait(false);
                Report(section, $"{threads} {(threads == 1 ? "thread" : "threads")}; {place}", contenders, results);
            }
        }
    }

    private static void Report(Section section, string title, IReadOnlyList<PressureContender> contenders, IReadOnlyList<IReadOnlyList<PressureResult>> results)
    {
        foreach (var (what, steps, control) in SavesAndLoads(contenders, results))
        {
            var best = contenders.Index().Where(pair => !pair.Item.IsControl && Preserves(steps[pair.Index])).Select(pair => (double?)Of(steps[pair.Index], UntilOnDisk)).Min();
            section.Paragraph($"**{what}.** {title}.").Table(
                ["way", "MiB/s", "until on disk", "over the best", "weight pages lost", "reader's p99 over", "file pages: peak", "left", "switches"],
                contenders.Select((contender, index) => Row(contender, steps[index], control, best)));

            double UntilOnDisk(PressureStep one) => what == "Save" ? one.WrittenBack : one.Seconds;

            IReadOnlyList<string> Row(PressureContender contender, IReadOnlyList<PressureStep> steps, ReaderReport control, double? best) => steps.Count == 0
                ? [contender.Name, "not supported here", "", "", "", "", "", "", ""]
                :
                [
                    NameOf(contender),
                    contender.IsControl ? "–" : Text((AllBytes >> 20) / Of(steps, one => one.Seconds), "F0"),
                    contender.IsControl ? "–" : Text(Of(steps, UntilOnDisk), "F3") + " s",
                    contender.IsControl ? "–" : Text(Of(steps, UntilOnDisk) / best ?? double.NaN, "F2") + " ×",
                    Text(Of(steps, one => one.WeightPagesLost), "N0"),
                    Text(Together(steps).Percentile(0.99) / control.Percentile(0.99), "F2") + " ×",
                    Text(Of(steps, one => one.PeakPages), "N0"),
                    Text(Of(steps, one => one.PagesLeft), "N0"),
                    contender.IsControl ? "–" : Text(Of(steps, one => one.ContextSwitches), "N0"),
                ];
        }
    }

    private static bool Preserves(IReadOnlyList<PressureStep> steps) =>
        steps.Count > 0 && Of(steps, step => step.WeightPagesLost) * Environment.SystemPageSize < MaxLostShare * WeightsBytes;

    private static double Of(IReadOnlyList<PressureStep> steps, Func<PressureStep, double> figure) => Spread.Of(steps.Select(figure)).Median;

    private static string Text(double figure, string format) => figure.ToString(format, CultureInfo.InvariantCulture);
}
