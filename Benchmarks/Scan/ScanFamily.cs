using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;
using Kv.Demo;
using KvCache;
using ScottPlot;

namespace IoPolicy.Benchmarks.Scan;

/// <summary>Measures a cache directory with many checkpoints: listing it, looking up a prompt, and checking its budget.</summary>
internal sealed class ScanFamily : BenchmarkFamily
{
    private const int Many = 100_000;

    /// <summary>The numbers of entries in the directories that are listed.</summary>
    private static readonly int[] Listed = [10_000, Many, 1_000_000];

    /// <summary>The largest number of entries for which ds4's look-up is measured: one hash of the prompt per entry. With more entries, the look-up takes minutes.</summary>
    private const int MostHashedEach = 10_000;

    private static readonly KvSession Session = new(2, 4096);

    internal override string Name => "scan";

    internal override string Title => "Cache directories with many checkpoints";

    internal override string Description => "List 10,000 to 1,000,000 entries with kv ls and a loop in C, and look up a 1 MiB prompt among 1,000 to 100,000 entries.";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var section = new Section();
        foreach (var count in (int[])[1_000, .. Listed])
        {
            ScanEntries.Create(DirectoryOf(scratch, count), count);
        }

        var loop = new ScanContender("C: open, read, close", CProgram.Compile("scan.c", scratch.Path));
        var native = Publish(scratch.File("native"));
        await ListAsync(section, settings, scratch, loop, native).ConfigureAwait(false);
        await ListMoreAsync(section, settings, scratch, loop, new ScanContender("`kv ls`, native", native, "ls")).ConfigureAwait(false);
        await GrowAsync(section, settings, scratch).ConfigureAwait(false);
        return section;
    }

    private static async Task ListAsync(Section section, BenchmarkSettings settings, ScratchDirectory scratch, ScanContender loop, string native)
    {
        var tool = Path.Combine(AppContext.BaseDirectory, "kv");
        ScanContender[] contenders =
        [
            loop,
            new("`kv ls --quiet --unsorted`, native", native, "ls", "--quiet", "--unsorted"),
            new("`kv ls --unsorted`, native", native, "ls", "--unsorted"),
            new("`kv ls`, native", native, "ls"),
            new("`kv ls --json`, native", native, "ls", "--json"),
            new("`kv ls`, .NET tool", tool, "ls"),
        ];
        var times = await Rounds.RunAsync(contenders, settings.Rounds, contender => Task.FromResult(contender.Run(DirectoryOf(scratch, Many)))).ConfigureAwait(false);
        section
            .Paragraph("**Listing.** 100,000 headers, already cached. Each program is timed from its start to its end. The loop in C opens, reads and closes each file, on one processor. `kv` also gets each file's length, turns readahead off, checks, sorts and prints, on all processors: five calls per file, where the loop has three. Processor time covers all threads, and does not depend on other work on the machine.")
            .Table(
                ["program", "elapsed", "over C", "processor time", "over C"],
                contenders.Select((contender, index) => (IReadOnlyList<string>)
                [
                    contender.Name,
                    Spread.Of(times[index].Select(time => time.Elapsed)).Text("F2", " s"),
                    Figures.Ratio(times[index].Select(time => time.Elapsed), times[0].Select(time => time.Elapsed)).Text("F2", " ×"),
                    Spread.Of(times[index].Select(time => time.Processor)).Text("F2", " s"),
                    Figures.Ratio(times[index].Select(time => time.Processor), times[0].Select(time => time.Processor)).Text("F2", " ×"),
                ]));
    }

    /// <summary>Shows whether the time of a listing is linear, and whether its ratio to the loop in C stays the same.</summary>
    private static async Task ListMoreAsync(Section section, BenchmarkSettings settings, ScratchDirectory scratch, ScanContender loop, ScanContender listing)
    {
        var runs = Listed.SelectMany(count => (ScanRun[])[new(loop, count), new(listing, count)]).ToArray();
        var times = await Rounds.RunAsync(runs, settings.Rounds, run => Task.FromResult(run.Contender.Run(DirectoryOf(scratch, run.Count)))).ConfigureAwait(false);
        section
            .Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"**Listing more.** Exponents of the processor time: {ExponentOf(first: 0):F2} for the loop in C, {ExponentOf(first: 1):F2} for `kv ls`. (1 is linear.)"))
            .Table(
                ["entries", "C, elapsed", "`kv ls`, elapsed", "over C", "C, processor time", "`kv ls`, processor time", "over C"],
                Listed.Select((count, index) => (IReadOnlyList<string>)
                [
                    count.ToString("N0", CultureInfo.InvariantCulture),
                    .. Compared(times[2 * index], times[(2 * index) + 1], time => time.Elapsed),
                    .. Compared(times[2 * index], times[(2 * index) + 1], time => time.Processor),
                ]));

        double ExponentOf(int first) => Slope.Exponent(
            Listed.Select(count => (double)count),
            Listed.Select((_, index) => Spread.Of(times[(2 * index) + first].Select(time => time.Processor)).Median));

        static string[] Compared(
            IReadOnlyList<(double Elapsed, double Processor)> loop, IReadOnlyList<(double Elapsed, double Processor)> listing, Func<(double Elapsed, double Processor), double> of) =>
        [
            Spread.Of(loop.Select(of)).Text("F3", " s"),
            Spread.Of(listing.Select(of)).Text("F3", " s"),
            Figures.Ratio(listing.Select(of), loop.Select(of)).Text("F2", " ×"),
        ];
    }

    private static async Task GrowAsync(Section section, BenchmarkSettings settings, ScratchDirectory scratch)
    {
        int[] counts = [1_000, 10_000, Many];
        var times = await Rounds.RunAsync(counts, settings.Rounds, count => Task.FromResult(Measure(DirectoryOf(scratch, count), count))).ConfigureAwait(false);
        section
            .Paragraph("**Queries.** A look-up finds the longest prefix of a prompt of 1 MiB, as a load does; the column of all matches is for the half of the entries that are prefixes. A budget check decides whether the directory exceeds its budget; a server runs it before and after each store. The first query of a process reads all headers (already cached). For later queries they are in memory, and inotify keeps them current. Our look-up begins with the longest texts and ends at a match. It hashes the prompt once for each batch of entries, and reads the hash at the length of each entry. ds4 hashes the prefix again for each entry. That column is measured in C#, without ds4's reading of the headers.")
            .Table(
                ["entries", "first look-up", "later look-up", "later look-up of all matches", "first budget check", "later budget check", "one hash per entry"],
                counts.Select((count, index) => (IReadOnlyList<string>)
                [
                    count.ToString("N0", CultureInfo.InvariantCulture),
                    Milliseconds(times[index], time => time.FirstLookup),
                    Milliseconds(times[index], time => time.Lookup),
                    Milliseconds(times[index], time => time.AllMatches),
                    Milliseconds(times[index], time => time.FirstBudget),
                    Milliseconds(times[index], time => time.Budget),
                    count > MostHashedEach ? "–" : Milliseconds(times[index], time => time.HashedEach),
                ]))
            .Chart("growth-entries", "A look-up and a budget check, by the number of entries", Draw(counts, times));
    }

    private static Plot Draw(IReadOnlyList<int> counts, IReadOnlyList<IReadOnlyList<EntryTimes>> times)
    {
        var plot = new Plot();
        var entries = counts.Select(count => (double)count).ToArray();
        Line("first look-up", time => time.FirstLookup);
        Line("later look-up", time => time.Lookup);
        Line("later look-up of all matches", time => time.AllMatches);
        Line("first budget check", time => time.FirstBudget);
        Line("later budget check", time => time.Budget);
        plot.Axes.Bottom.Label.Text = "entries (power of ten)";
        plot.Axes.Left.Label.Text = "milliseconds (power of ten)";
        plot.Title("Among more entries, both axes logarithmic");
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;

        void Line(string name, Func<EntryTimes, double> of)
        {
            var milliseconds = times.Select(rounds => 1000 * Spread.Of(rounds.Select(of)).Median).ToArray();
            var line = plot.Add.Scatter(entries.Select(count => Math.Log10(count)).ToArray(), milliseconds.Select(time => Math.Log10(time)).ToArray());
            line.LegendText = string.Create(CultureInfo.InvariantCulture, $"{name}: grows with the power {Slope.Exponent(entries, milliseconds):F2}");
        }
    }

    private static EntryTimes Measure(string path, int count)
    {
        var options = new CacheDirectoryOptions { BudgetBytes = ulong.MaxValue };
        using var asked = CacheDirectory.Open(path, new CacheDirectoryOptions { BudgetBytes = 0 });
        var first = Seconds(() => asked.FindPrefix(ScanEntries.Prompt, Session));
        _ = asked.FindPrefix(ScanEntries.Prompt, Session);
        var firstBudget = Seconds(() => CacheDirectory.Open(path, options));
        using var budgeted = CacheDirectory.Open(path, options);
        _ = budgeted.Evict();
        return new EntryTimes(
            first,
            Seconds(() => asked.FindPrefix(ScanEntries.Prompt, Session)),
            Seconds(() => asked.FindPrefixes(ScanEntries.Prompt, Session)),
            firstBudget,
            Seconds(() => budgeted.Evict()),
            count > MostHashedEach ? 0 : Seconds(() => HashEach(path)));
    }

    [SuppressMessage("Security", "CA5350", Justification = "The file format names files by SHA-1.")]
    private static int HashEach(string path)
    {
        Span<byte> hash = stackalloc byte[KvcKey.Size];
        var found = 0;
        foreach (var entry in DirectoryScan.Entries(path))
        {
            SHA1.HashData(ScanEntries.Prompt.AsSpan(0, (int)entry.Header.TextBytes), hash);
            found += KvcKey.FromHash(hash) == entry.Key ? 1 : 0;
        }

        return found;
    }

    private static double Seconds<T>(Func<T> work) => Seconds(() => { _ = work(); });

    private static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static string Milliseconds(IReadOnlyList<EntryTimes> times, Func<EntryTimes, double> of) => Spread.Of(times.Select(time => 1000 * of(time))).Text("F1", " ms");

    private static string DirectoryOf(ScratchDirectory scratch, int count) => scratch.File($"entries-{count}");

    /// <summary>Compiles <c>kv</c> with NativeAOT to a single file.</summary>
    private static string Publish(string directory)
    {
        _ = Shell.Run("dotnet", "publish", Repository.PathOf("Kv"), "-c", "Release", "-r", "linux-x64", "-p:PublishAot=true", "-o", directory, "--nologo").OrThrow();
        return Path.Combine(directory, "kv");
    }

    /// <summary>A program, and the number of entries in the directory that it lists.</summary>
    private sealed record ScanRun(ScanContender Contender, int Count);

    private sealed record EntryTimes(double FirstLookup, double Lookup, double AllMatches, double FirstBudget, double Budget, double HashedEach);
}
