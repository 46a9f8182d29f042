using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Throughput;

/// <summary>Measures how fast 399 MiB are saved and loaded, compared with the same loop in C and with no policy.</summary>
internal sealed class ThroughputFamily : BenchmarkFamily
{
    private const long Bytes = 399L << 20; // The size of a ds4 checkpoint.
    private const long SmallBytes = 128L << 20;
    private const int MinPairs = 15;

    internal override string Name => "throughput";

    internal override string Title => "Save and load, compared with C";

    internal override string Description => "Save and load 399 MiB in windows, in the same loop in C, plainly, and uncached on each file system.";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var program = CProgram.Compile("windows.c", scratch.Path);
        var section = new Section();
        ComparePairs(section, settings, scratch.Path, program);
        await SaveAsync(section, settings, scratch.Path, program).ConfigureAwait(false);
        await LoadAsync(section, settings, scratch.Path, program).ConfigureAwait(false);
        await UncachedAsync(section, settings).ConfigureAwait(false);
        return section;
    }

    private static void ComparePairs(Section section, BenchmarkSettings settings, string directory, string program)
    {
        using var memory = new MemoryMount();
        var pairs = Math.Max(MinPairs, 3 * settings.Rounds);
        var rows = new List<IReadOnlyList<string>>();
        Add("the disk", directory);
        if (memory.SkipReason is null)
        {
            using var inMemory = memory.CreateDirectory();
            Add("memory", inMemory.Path);
        }

        section
            .Paragraph($"**Paired runs.** Each row compares a window of 16 MiB with one other way, on a file of 399 MiB, in {pairs} pairs of runs. The order changes in every other pair, and a run starts when all earlier data is on disk. Each ratio is the speed of the window divided by the speed of the other way, so above 1 the window is faster. *Memory* is ext4 on a loop device over tmpfs. It shows the cost of the code itself, without a disk and without other I/O.")
            .Table(["windows compared with", "on", "speed, median of the pairs", "middle half of the pairs", "fastest over fastest run"], rows);
        if (memory.SkipReason is { } missing)
        {
            _ = section.Paragraph(missing);
        }

        void Add(string place, string parent)
        {
            var path = Path.Combine(parent, "pair");
            var save = Contender.Save("windows", Bytes, DropBehindMode.Windowed);
            var load = Contender.Load("windows", DropBehindMode.Windowed);
            Row(new PairedRuns("save: the same loop in C", save, Contender.CSave(program, Bytes)), MakeRoom);
            Row(new PairedRuns("save: plain write, then `fdatasync`", save, Contender.PlainSave(Bytes)), MakeRoom);
            MakeRoom(path);
            _ = save.Run(path);
            Row(new PairedRuns("load: the same loop in C", load, Contender.CLoad(program)), MakeCold);
            Row(new PairedRuns("load: plain read", load, Contender.PlainLoad()), MakeCold);
            File.Delete(path);

            void Row(PairedRuns runs, Action<string> prepare)
            {
                Console.Error.WriteLine($"  {place}, {runs.Name}");
                rows.Add([runs.Name, place, .. runs.Run(path, pairs, prepare)]);
            }
        }
    }

    private static async Task SaveAsync(Section section, BenchmarkSettings settings, string directory, string program)
    {
        Contender[] contenders =
        [
            Contender.CSave(program, Bytes),
            Contender.PlainSave(Bytes),
            Contender.AdvisedSave(Bytes),
            Contender.Save("windows", Bytes, DropBehindMode.Windowed),
            Contender.Save("windows, durable", Bytes, DropBehindMode.Windowed, durable: true),
            Contender.Save("uncached", Bytes, DropBehindMode.Uncached),
        ];
        var path = Path.Combine(directory, "save");
        var seconds = await Rounds.RunAsync(contenders, settings.Rounds, contender =>
        {
            MakeRoom(path);
            return Task.FromResult(contender.Run(path));
        }).ConfigureAwait(false);
        section
            .Paragraph("**Save.** 399 MiB in writes of 1 MiB, from open to close. Each ratio is the speed of the row divided by the speed of the way in the heading, round by round. A separate run samples the peak.")
            .Table(
                ["save", "time", "speed over C", "speed over plain + `fdatasync`", "peak in windows of 16 MiB", "cached at the end"],
                contenders.Select((contender, index) =>
                {
                    var (peak, left) = PeakResidency.Of(path, () => contender.Run(path));
                    return Row(contender, seconds[index], seconds[0], seconds[1], PeakResidency.InWindows(peak, Contender.Window), Percent(left));
                }));
    }

    private static async Task LoadAsync(Section section, BenchmarkSettings settings, string directory, string program)
    {
        Contender[] contenders =
        [
            Contender.CLoad(program),
            Contender.PlainLoad(),
            Contender.Load("windows", DropBehindMode.Windowed),
            Contender.Load("uncached", DropBehindMode.Uncached),
        ];
        var path = Path.Combine(directory, "load");
        _ = Contender.Save("windows, durable", Bytes, DropBehindMode.Windowed, durable: true).Run(path);
        var seconds = await Rounds.RunAsync(contenders, settings.Rounds, contender =>
        {
            MakeCold(path);
            return Task.FromResult(contender.Run(path));
        }).ConfigureAwait(false);
        section
            .Paragraph("**Load.** The same file, not cached, in reads of 1 MiB. The peak includes the kernel's readahead, which is up to twice the device's `read_ahead_kb`. The loop in C has it too.")
            .Table(
                ["load", "time", "speed over C", "speed over plain", "peak in windows of 16 MiB", "cached at the end"],
                contenders.Select((contender, index) =>
                {
                    MakeCold(path);
                    var (peak, left) = PeakResidency.Of(path, () => contender.Run(path));
                    return Row(contender, seconds[index], seconds[0], seconds[1], PeakResidency.InWindows(peak, Contender.Window), Percent(left));
                }));
    }

    private static async Task UncachedAsync(Section section, BenchmarkSettings settings)
    {
        using var systems = new FileSystems();
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, directory) in systems.Directories)
        {
            await Console.Error.WriteLineAsync($"  {name}").ConfigureAwait(false);
            var path = Path.Combine(directory, "file");
            var saves = await Rounds.RunAsync(Both(mode => Contender.Save("", SmallBytes, mode)), settings.Rounds, contender =>
            {
                File.Delete(path);
                return Task.FromResult(contender.Run(path));
            }).ConfigureAwait(false);
            var loads = await Rounds.RunAsync(Both(mode => Contender.Load("", mode)), settings.Rounds, contender =>
            {
                MakeCold(path);
                return Task.FromResult(contender.Run(path));
            }).ConfigureAwait(false);
            rows.Add([name, ModeOn(directory), .. Pair(saves), .. Pair(loads)]);
            File.Delete(path);
        }

        section
            .Paragraph("**Uncached I/O and windows.** 128 MiB on each file system, on loop devices over the machine's disk. If the file system does not support `RWF_DONTCACHE`, both columns use windows.")
            .Table(["file system", "mode", "save, windows", "save, uncached", "speed over windows", "load, windows", "load, uncached", "speed over windows"], rows);
        foreach (var missing in systems.Missing)
        {
            _ = section.Paragraph(missing);
        }
    }

    private static Contender[] Both(Func<DropBehindMode, Contender> make) => [make(DropBehindMode.Windowed), make(DropBehindMode.Uncached)];

    private static IEnumerable<string> Pair(IReadOnlyList<IReadOnlyList<double>> seconds) =>
    [
        Spread.Of(seconds[0]).Text("F3", " s"),
        Spread.Of(seconds[1]).Text("F3", " s"),
        Figures.Ratio(seconds[0], seconds[1]).Text("F2", " ×"),
    ];

    private static string ModeOn(string directory)
    {
        var path = Path.Combine(directory, "probe");
        using var stream = new DropBehindStream(File.Create(path, bufferSize: 0), new() { Mode = DropBehindMode.Uncached });
        stream.Write(new byte[DropBehindStream.MinimumWindowBytes]);
        File.Delete(path);
        return stream.Mode == DropBehindMode.Uncached ? "uncached" : "windows";
    }

    /// <summary>Deletes the file, and waits until the file system has written everything back.</summary>
    private static void MakeRoom(string path)
    {
        File.Delete(path);
        _ = Shell.Run("sync", "--file-system", Path.GetDirectoryName(path)!).OrThrow();
    }

    private static void MakeCold(string path)
    {
        using var file = File.OpenHandle(path);
        _ = PageCache.WriteBackAndDrop(file);
    }

    private static IReadOnlyList<string> Row(
        Contender contender, IReadOnlyList<double> seconds, IReadOnlyList<double> inC, IReadOnlyList<double> plain, string peak, string left) =>
    [
        contender.Name,
        Spread.Of(seconds).Text("F3", " s"),
        Figures.Ratio(inC, seconds).Text("F2", " ×"),
        Figures.Ratio(plain, seconds).Text("F2", " ×"),
        peak,
        left,
    ];

    private static string Percent(double share) => (100 * share).ToString("F0", CultureInfo.InvariantCulture) + " %";
}
