using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.CommandLine;
using IoPolicy.Testing;
using Kv.Demo;

namespace IoPolicy.Benchmarks.SmallFiles;

/// <summary>Measures what each form of a policy adds to the write and to the read of a small file.</summary>
internal sealed class SmallFilesFamily : BenchmarkFamily
{
    /// <summary>The turns of each contender for each round of <c>--rounds</c>: 100,000 files for 5 rounds.</summary>
    private const int TurnsPerRound = 4;

    internal override string Name => "small-files";

    internal override string Title => "Small files";

    internal override string Description => "Write and read 100,000 files of 4 to 256 KiB with each form of a policy.";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var files = new SmallFiles(scratch.File("small"));
        var turns = TurnsPerRound * settings.Rounds;
        var section = new Section().Paragraph(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Each way writes or reads {Formatting.Count((long)turns * SmallFiles.PerTurn)} files of 4, 8, … 256 KiB ({SmallFiles.MeanKibibytes:F0} KiB on average), one after another, on one thread. The ways take turns of {Formatting.Count(SmallFiles.PerTurn)} files. All figures are per file, and medians of the turns. The ratio is the time divided by the time of *no policy* in the same turn.

            - *Time* ends when the last method returns. *Until dropped* ends when the background has issued all advice too.
            - *Processor time* is that of all threads of the process, until dropped. The kernel's own threads are not in it. They write back later what *no policy* leaves.
            - Before a turn of reads, no page of the files is cached.
            """));
        await AddAsync(
            section,
            "Write.",
            [
                new("no policy", SmallFileMethods.Saving(SmallFileMethods.SavePlainly)),
                new("`[DropPagesAfterFullWrite]`", SmallFileMethods.Saving(SmallFileMethods.Save)),
                new("the same for opened files", SmallFileMethods.SaveOpened),
                new("`Mode = Uncached`", SmallFileMethods.Saving(SmallFileMethods.SaveInUncachedMode)),
                new("`Background = true`", SmallFileMethods.Saving(SmallFileMethods.SaveInBackground)),
                new("`DropBehind()`", SmallFileMethods.SaveDropBehind),
                new("no policy, then `fdatasync`", SmallFileMethods.Saving(SmallFileMethods.SaveThenSync)),
                new("`Durable = true`", SmallFileMethods.Saving(SmallFileMethods.SaveDurable)),
            ],
            files.Delete).ConfigureAwait(false);
        await AddAsync(
            section,
            "Read.",
            [
                new("no policy", SmallFileMethods.Loading(SmallFileMethods.Read)),
                new("`[DropPagesAfterFullRead]`", SmallFileMethods.Loading(SmallFileMethods.Load)),
                new("the same for opened files", SmallFileMethods.LoadOpened),
                new("`Mode = Uncached`", SmallFileMethods.Loading(SmallFileMethods.LoadInUncachedMode)),
                new("`Background = true`", SmallFileMethods.Loading(SmallFileMethods.LoadInBackground)),
                new("`DropBehind()`", SmallFileMethods.LoadDropBehind),
            ],
            files.MakeCold).ConfigureAwait(false);
        return section;

        async Task AddAsync(Section section, string what, SmallFileContender[] contenders, Action prepare)
        {
            await Console.Error.WriteLineAsync($"  {what}").ConfigureAwait(false);
            var results = await Rounds.RunAsync(contenders, turns, contender =>
            {
                prepare();
                return files.RunAsync(contender, cancellation);
            }).ConfigureAwait(false);
            section.Paragraph($"**{what}**").Table(
                ["way", "time", "ratio", "until dropped", "processor time", "ratio of the processor times", "cached at the end"],
                contenders.Select((contender, index) => Row(contender, results[index], results[0])));
        }
    }

    private static IReadOnlyList<string> Row(SmallFileContender contender, IReadOnlyList<SmallFileTurn> turns, IReadOnlyList<SmallFileTurn> plain) =>
    [
        contender.Name,
        Text(turns, turn => turn.Microseconds, " µs"),
        Ratio(turns, plain, turn => turn.Microseconds),
        Text(turns, turn => turn.UntilDropped, " µs"),
        Text(turns, turn => turn.Processor, " µs"),
        Ratio(turns, plain, turn => turn.Processor),
        string.Create(CultureInfo.InvariantCulture, $"{100 * Spread.Of(turns.Select(turn => turn.PagesLeft)).Median:F0} %"),
    ];

    private static string Text(IReadOnlyList<SmallFileTurn> turns, Func<SmallFileTurn, double> figure, string unit) =>
        Spread.Of(turns.Select(figure)).Median.ToString("F0", CultureInfo.InvariantCulture) + unit;

    private static string Ratio(IReadOnlyList<SmallFileTurn> turns, IReadOnlyList<SmallFileTurn> plain, Func<SmallFileTurn, double> figure) =>
        Figures.Ratio(turns.Select(figure), plain.Select(figure)).Median.ToString("F2", CultureInfo.InvariantCulture) + " ×";
}
