using System.Diagnostics;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Benchmarks.Throughput;
using IoPolicy.CommandLine;
using IoPolicy.Testing;

namespace IoPolicy.Benchmarks.Growth;

/// <summary>
/// Measures how the time and the peak of cached bytes of a windowed save grow with the size of the file, the size of the window and the number
/// of threads.
/// </summary>
internal sealed class GrowthFamily : BenchmarkFamily
{
    private const long FileBytes = 399 * Formatting.MiB;

    private static readonly long[] FileSizes = [.. Enumerable.Range(0, 10).Select(power => (16 * Formatting.MiB) << power)];

    private static readonly int[] Windows = [.. Enumerable.Range(0, 9).Select(power => (256 * 1024) << power)];

    private static readonly int[] Threads = [1, 2, 4, 8, 16, 32];

    internal override string Name => "growth";

    internal override string Title => "Growth by file size, window and threads";

    internal override string Description => "Save 16 MiB to 8 GiB, with a window of 256 KiB to 64 MiB, with 1 to 32 threads, and measure time and peak.";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var section = new Section();
        Growth.Report(
            section, "growth-size", "A save with a window of 16 MiB, by the size of the file", "file", await MeasureAsync(settings, FileSizes, size => Save(scratch, size, Contender.Window)).ConfigureAwait(false), Bytes);
        Growth.Report(
            section, "growth-window", "A save of 399 MiB, by the size of the window", "window", await MeasureAsync(settings, Windows, window => Save(scratch, FileBytes, (int)window)).ConfigureAwait(false), Bytes);
        Growth.Report(
            section, "growth-threads", "Saves of 64 MiB each, by the number of threads", "threads", await MeasureAsync(settings, Threads, threads => SaveTogether(scratch, (int)threads)).ConfigureAwait(false), threads => $"{threads}");
        return section;
    }

    private static string Bytes(double size) => Formatting.Bytes((long)size);

    private static async Task<IReadOnlyList<GrowthPoint>> MeasureAsync<TSize>(BenchmarkSettings settings, IReadOnlyList<TSize> sizes, Func<double, (double Seconds, long Peak)> run)
        where TSize : IConvertible
    {
        var all = sizes.Select(size => size.ToDouble(null)).ToArray();
        var results = await Rounds.RunAsync(all, settings.Rounds, size => Task.FromResult(run(size))).ConfigureAwait(false);
        return
        [
            .. all.Select((size, index) => new GrowthPoint(
                size, [.. results[index].Select(result => result.Seconds)], [.. results[index].Select(result => (double)result.Peak)])),
        ];
    }

    private static (double Seconds, long Peak) Save(ScratchDirectory scratch, double bytes, int window)
    {
        var path = scratch.File("growing");
        try
        {
            double seconds = 0;
            var (peak, _) = PeakResidency.Of(path, () => seconds = SaveOne(path, (long)bytes, window));
            return (seconds, peak);
        }
        finally
        {
            File.Delete(path);
        }
    }

    /// <summary>Saves one file on each thread. Measures the peak of the first file only, because all files are saved in the same way.</summary>
    private static (double Seconds, long Peak) SaveTogether(ScratchDirectory scratch, int threads)
    {
        var paths = Enumerable.Range(0, threads).Select(thread => scratch.File($"growing{thread}")).ToArray();
        try
        {
            double seconds = 0;
            var (peak, _) = PeakResidency.Of(paths[0], () =>
            {
                var start = Stopwatch.GetTimestamp();
                var workers = paths.Select(path => new Thread(() => SaveOne(path, 64 * Formatting.MiB, Contender.Window))).ToList();
                workers.ForEach(worker => worker.Start());
                workers.ForEach(worker => worker.Join());
                seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            });
            return (seconds, peak);
        }
        finally
        {
            Array.ForEach(paths, File.Delete);
        }
    }

    private static double SaveOne(string path, long bytes, int window)
    {
        var start = Stopwatch.GetTimestamp();
        using (var stream = new DropBehindStream(new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0), new() { WindowBytes = window }))
        {
            Contender.Write(stream, bytes);
        }

        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
