using System.Diagnostics;
using IoPolicy.Testing;
using Kv.Demo.Memory;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>The effect of one save or load on the weights.</summary>
/// <param name="Seconds">The duration.</param>
/// <param name="WeightPagesLost">The largest number of weight pages that were not in memory at a sample.</param>
/// <param name="WrittenBack">The seconds from the start until the file system has written everything back. Equal to <paramref name="Seconds"/> without threads.</param>
/// <param name="ContextSwitches">The context switches of the process; 0 if it does not print them.</param>
/// <param name="PeakPages">The largest number of cached pages of the files at a sample.</param>
/// <param name="PagesLeft">The cached pages of the files at the end.</param>
/// <param name="Meanwhile">The passes of the weights' reader during the save or load.</param>
/// <param name="Next">The reader's next pass over all weights.</param>
internal sealed record PressureStep(
    double Seconds, double WrittenBack, long ContextSwitches, long WeightPagesLost, long PeakPages, long PagesLeft, ReaderReport Meanwhile, ReaderReport Next);

/// <summary>A save and a load; null if the file system does not support the way.</summary>
internal sealed record PressureResult(PressureStep? Save, PressureStep? Load);

/// <summary>Runs a contender beside a reader of weights, both in one new memory cgroup.</summary>
/// <param name="hierarchy">The hierarchy of the cgroup.</param>
/// <param name="reader">The compiled <c>weights.c</c>.</param>
/// <param name="weights">The file of the weights.</param>
/// <param name="directory">The directory of the saved files.</param>
/// <param name="limitBytes">The limit of the cgroup.</param>
/// <param name="threads">The number of files that are saved at a time: <c>$FILE.0</c>, <c>$FILE.1</c>, …; 0 for one file, <c>$FILE</c>.</param>
internal sealed class PressureRun(CgroupHierarchy hierarchy, string reader, string weights, string directory, long limitBytes, int threads = 0)
{
    private readonly string _file = Path.Combine(directory, "checkpoint");

    private IReadOnlyList<string> Files => threads == 0 ? [_file] : [.. Enumerable.Range(0, threads).Select(thread => $"{_file}.{thread}")];

    internal async Task<PressureResult> RunAsync(PressureContender contender, string scene, CancellationToken cancellation)
    {
        using var handle = File.OpenHandle(weights);

        // Cached pages would stay charged to the previous group.
        _ = PageCache.Drop(handle);
        using var group = MemoryCgroup.Create(hierarchy, "iopolicy-pressure", limitBytes);
        using var running = await WeightsReader.StartAsync(reader, weights, scene, group, cancellation).ConfigureAwait(false);
        var processors = scene == WeightsReader.Idle ? Processors.All : Processors.Others;
        try
        {
            var save = contender.Save is { } command ? await StepAsync(command, processors, handle, group, running, cancellation).ConfigureAwait(false) : null;
            if (save is null && contender.Save is not null)
            {
                return new PressureResult(null, null);
            }

            Evict();
            var load = await StepAsync(contender.Load, processors, handle, group, running, cancellation).ConfigureAwait(false);
            return new PressureResult(save, load);
        }
        finally
        {
            foreach (var file in Files)
            {
                File.Delete(file);
            }
        }
    }

    private async Task<PressureStep?> StepAsync(
        string command, string processors, SafeFileHandle weights, MemoryCgroup group, WeightsReader reader, CancellationToken cancellation)
    {
        using var waiting = await CgroupCommand.StartAsync(group, processors, command, _file, cancellation).ConfigureAwait(false);
        var all = PageCache.GetResidency(weights).FilePages;
        _ = await reader.PassAsync(cancellation).ConfigureAwait(false);
        using var sampler = new PressureSampler(weights, Files);
        var seconds = await waiting.RunAsync(cancellation).ConfigureAwait(false);
        var end = Stopwatch.GetTimestamp();
        sampler.Stop();
        var left = Files.Where(File.Exists).Sum(file => PageCache.GetResidency(file).CachedPages ?? 0);
        var meanwhile = await reader.ReportAsync(cancellation).ConfigureAwait(false);
        var writingBack = threads > 0 ? Sync(end) : 0;
        var next = await reader.PassAsync(cancellation).ConfigureAwait(false);
        return seconds is { } took
            ? new PressureStep(
                took, took + writingBack, waiting.ContextSwitches ?? 0, all - sampler.FewestWeightPages, sampler.MostFilePages, left, meanwhile, next)
            : null;
    }

    /// <summary>Waits until the file system has written everything back. Returns the seconds since <paramref name="end"/>.</summary>
    private double Sync(long end)
    {
        _ = Shell.Run("sync", "--file-system", directory).OrThrow();
        return Stopwatch.GetElapsedTime(end).TotalSeconds;
    }

    /// <summary>Drops the files' pages, so that the load reads from disk.</summary>
    private void Evict()
    {
        foreach (var file in Files.Where(File.Exists))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            _ = PageCache.WriteBackAndDrop(handle, durable: true);
        }
    }
}
