using System.CommandLine;
using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.CommandLine;
using IoPolicy.Testing;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Measures each contender's save and load beside mapped weights, under memory pressure.</summary>
internal sealed class PressureFamily : CgroupFamily
{
    private const long WeightsBytes = 512 * Formatting.MiB;
    private const long FileBytes = 399 * Formatting.MiB;
    private const long LimitBytes = 700 * Formatting.MiB;

    private static readonly (string Name, string Title)[] Scenes =
    [
        ("loop", "A reader passes over all weights in a loop"),
        ("tenth", "A reader passes over a random tenth at a time"),
        (WeightsReader.Idle, "The weights are idle"),
    ];

    internal override string Name => "pressure";

    internal override string Title => "Under memory pressure, beside mapped weights";

    internal override string Description => "Save and load 399 MiB beside 512 MiB of mapped weights in a memory cgroup of 700 MiB, and count evicted weight pages.";

    internal override Command? Child => PolicyMover.Command();

    private protected override long ExistingBytes => WeightsBytes;

    private protected override async Task MeasureAsync(Section section, CgroupSetup setup, BenchmarkSettings settings, CancellationToken cancellation)
    {
        var reader = CProgram.Compile("weights.c", setup.DirectoryPath);
        using var xfs = new XfsMount();
        section.Paragraph(
            """
            The columns:

            - *Weight pages lost* are the most pages of the weights that were not in memory at a sample. A sample is taken every 2 ms, and a page is 4 KiB.
            - *Major faults* are the reader's faults that waited for the disk, during the save or load and in the next pass.
            - *Reader's pass* is the time of the reader's passes while the save or load ran, over all rounds. *p99 over* is their p99, divided by the p99 of the control.
            - *Next pass* is the first pass over all weights after the save or load.
            - *File pages* are the cached pages of the file: at the peak, and at the end of the save or load (*left*).

            The setup:

            - The reader has its own processor and the highest priority (nice −20). The saves and loads use the other processors.
            - O_DIRECT, RWF_DONTCACHE and ds4's way are C programs. `dd` and `nocache` are the tools themselves.
            - A save by IoPolicy ends when its data is written back. A plain save leaves that for later. The save *in the background* leaves it too: another thread issues its last advice after the time is taken.
            - IoPolicy's process moves other bytes first, until the runtime has compiled its code fully, as in a server that has run for a while. C needs no such warm-up.
            - No figure includes the start of a process.
            """);
        var contenders = PressureContender.All(setup.Mover, Self, FileBytes);
        foreach (var (place, directory) in Places(section, setup, settings, xfs))
        {
            var run = new PressureRun(setup.Hierarchy, reader, setup.Existing, directory, LimitBytes);
            foreach (var (scene, title) in Scenes)
            {
                await Console.Error.WriteLineAsync($"  {title}, {place}").ConfigureAwait(false);
                var results = await Rounds.RunAsync(contenders, settings.Rounds, contender => run.RunAsync(contender, scene, cancellation), warmUp: false).ConfigureAwait(false);
                Report(section, $"{title}; {place}", contenders, results);
            }
        }
    }

    private static void Report(Section section, string title, IReadOnlyList<PressureContender> contenders, IReadOnlyList<IReadOnlyList<PressureResult>> results)
    {
        foreach (var (what, steps, control) in SavesAndLoads(contenders, results))
        {
            section.Paragraph($"**{what}.** {title}.").Table(
                ["way", "time", "weight pages lost", "major faults", "reader's pass: p50 / p99 / max", "p99 over", "next pass", "file pages: peak", "left"],
                contenders.Select((contender, index) => Row(contender, steps[index], control)));
        }
    }

    private static IReadOnlyList<string> Row(PressureContender contender, IReadOnlyList<PressureStep> steps, ReaderReport control) => steps.Count == 0
        ? [contender.Name, "not supported here", "", "", "", "", "", "", ""]
        :
        [
            NameOf(contender),
            contender.IsControl ? "–" : Of(steps, step => step.Seconds).Text("F3", " s"),
            Pages(steps.Select(step => (double)step.WeightPagesLost)),
            Pages(steps.Select(step => (double)(step.Meanwhile.MajorFaults + step.Next.MajorFaults))),
            .. ReaderCells(Together(steps), control),
            Of(steps, step => step.Next.Percentile(1)).Text("F1", " ms"),
            Pages(steps.Select(step => (double)step.PeakPages)),
            Pages(steps.Select(step => (double)step.PagesLeft)),
        ];

    private static IReadOnlyList<string> ReaderCells(ReaderReport reader, ReaderReport control) => reader.Passes.Count == 0
        ? ["–", "–"]
        :
        [
            string.Create(CultureInfo.InvariantCulture, $"{reader.Percentile(0.5):F2} / {reader.Percentile(0.99):F2} / {reader.Percentile(1):F1} ms"),
            string.Create(CultureInfo.InvariantCulture, $"{reader.Percentile(0.99) / control.Percentile(0.99):F2} ×"),
        ];

    private static Spread Of(IReadOnlyList<PressureStep> steps, Func<PressureStep, double> figure) => Spread.Of(steps.Select(figure));
}
