using System.Diagnostics;
using System.Globalization;
using System.Text;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.CommandLine;
using IoPolicy.Testing;
using KvCache;

namespace IoPolicy.Benchmarks.LongRun;

/// <summary>Saves, loads and appends at a steady rate, and decides whether memory, descriptors and cached pages grow over time (drift).</summary>
internal sealed class LongRunFamily : BenchmarkFamily
{
    private const int Texts = 64;
    private const uint Tokens = 512; // 30 MiB.
    private const long BudgetBytes = 256 * Formatting.MiB;
    private const int AppendBytes = 4 << 20;
    private const int TailBytes = 16 << 20;
    private const int Block = 256 << 10;

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly KvSession Session = new(2, 4096);

    private static readonly LongRunFigure[] Figures =
    [
        new("managed memory, MiB", sample => sample.Managed, Noise: 0.5),
        new("resident memory, MiB", sample => sample.Resident, Noise: 16),
        new("open descriptors", sample => sample.Descriptors, Noise: 1),
        new("cached pages of the log, at most", sample => sample.LogPeak, Noise: 512),
        new("cached pages of the checkpoints", sample => sample.DirectoryPages, Noise: 64),
        new("size of the checkpoints, MiB", sample => sample.DirectoryBytes, Noise: 32),
    ];

    internal override string Name => "long-run";

    internal override string Title => "A long run";

    internal override string Description => "Save, load and append at a steady rate for some minutes, and judge whether memory, descriptors and cached pages drift.";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var samples = await RunAsync(scratch, TimeSpan.FromMinutes(settings.Minutes), cancellation).ConfigureAwait(false);
        var drifting = Figures.Where(figure => figure.Drifts(samples)).Select(figure => figure.Name).ToArray();
        return new Section()
            .Paragraph(string.Create(
                CultureInfo.InvariantCulture,
                $"""
                For {settings.Minutes:0.#} minutes, one process does this each second: it stores a checkpoint of 30 MiB in a directory with a budget of {Formatting.Bytes(BudgetBytes)}, loads another one, and appends {Formatting.Bytes(AppendBytes)} to a log that keeps its newest {Formatting.Bytes(TailBytes)} cached (`KeepTailBytes`). Managed memory is measured after a full collection.

                *Start*, *middle* and *end* are medians of a fifth of the run, after its first fifth. A figure drifts if the least-squares line through its samples rises by more than 5 % of the mean, and by more than the noise of the figure.
                """))
            .Table(["figure", "start", "middle", "end", "slope per hour", "verdict"], Figures.Select(figure => figure.Row(samples)))
            .Paragraph(drifting.Length == 0 ? $"**Verdict: no drift** in {samples.Count} samples." : $"**Verdict: drift** of {string.Join(", ", drifting)}.");
    }

    private static async Task<IReadOnlyList<LongRunSample>> RunAsync(ScratchDirectory scratch, TimeSpan time, CancellationToken cancellation)
    {
        var samples = new List<LongRunSample>();
        var start = Stopwatch.GetTimestamp();
        var path = scratch.File("checkpoints");
        using var directory = CacheDirectory.Open(path, new() { BudgetBytes = BudgetBytes }, cancellation);
        using var log = File.Open(scratch.File("log"), new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read, BufferSize = 0 })
            .DropBehind(new() { KeepTailBytes = TailBytes });
        var block = new byte[Block];
        new Random(7).NextBytes(block);
        for (var round = 0; Stopwatch.GetElapsedTime(start) < time; round++)
        {
            Store(directory, round);
            _ = directory.Load(new LoadRequest { Prompt = Text((round * 7) % Texts), Session = Session }, cancellation);
            samples.Add(Sample(Stopwatch.GetElapsedTime(start).TotalSeconds, Append(log, block), path));
            var pause = ((round + 1) * Period) - Stopwatch.GetElapsedTime(start);
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
        }

        return samples;
    }

    private static void Store(CacheDirectory directory, int round)
    {
        using var payload = SyntheticPayload.OpenRead(Tokens, Session.ContextSize, (ulong)round, Session.Layout);
        _ = directory.Store(new StoreRequest
        {
            Text = Text(round % Texts),
            Tokens = Tokens,
            Session = Session,
            Payload = payload,
            PayloadBytes = (ulong)payload.Length,
            Reason = KvcReason.Cold,
        });
    }

    private static byte[] Text(int number) => Encoding.UTF8.GetBytes($"text {number:D3}");

    /// <summary>Appends to the log. Returns the largest number of cached pages after a write.</summary>
    private static long Append(FileStream log, byte[] block)
    {
        long most = 0;
        for (var done = 0; done < AppendBytes; done += block.Length)
        {
            log.Write(block);
            most = Math.Max(most, PageCache.GetResidency(log.SafeFileHandle).CachedPages ?? 0);
        }

        return most;
    }

    private static LongRunSample Sample(double seconds, long logPeak, string directory)
    {
        var files = Directory.GetFiles(directory);
        return new LongRunSample(
            seconds,
            GC.GetTotalMemory(forceFullCollection: true) / (double)Formatting.MiB,
            Environment.WorkingSet / (double)Formatting.MiB,
            Directory.GetFileSystemEntries("/proc/self/fd").Count(entry => new FileInfo(entry).LinkTarget?.EndsWith(".dll", StringComparison.Ordinal) != true),
            logPeak,
            files.Sum(file => PageCache.GetResidency(file).CachedPages ?? 0),
            files.Sum(file => new FileInfo(file).Length) / (double)Formatting.MiB);
    }
}
