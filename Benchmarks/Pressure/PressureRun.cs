using Kv.Demo.Memory;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>The effect of one save or load on the weights.</summary>
/// <param name="Seconds">The duration.</param>
/// <param name="WeightPagesLost">The largest number of weight pages that were not in memory at a sample.</param>
/// <param name="PeakPages">The largest number of cached pages of the file at a sample.</param>
/// <param name="PagesLeft">The cached pages of the file at the end.</param>
/// <param name="Meanwhile">The reader's passes during the step.</param>
/// <param name="Next">The reader's next pass over all weights.</param>
internal sealed record PressureStep(double Seconds, long WeightPagesLost, long PeakPages, long PagesLeft, ReaderReport Meanwhile, ReaderReport Next);

/// <summary>A save and a load; null if the file system does not support the way.</summary>
internal sealed record PressureResult(PressureStep? Save, PressureStep? Load);

/// <summary>Runs a contender beside a reader of weights, both in one new memory cgroup.</summary>
internal sealed class PressureRun(MemoryHierarchy hierarchy, string reader, string weights, string directory, long limitBytes)
{
    internal async Task<PressureResult> RunAsync(PressureContender contender, string scene, CancellationToken cancellation)
    {
        using var handle = File.OpenHandle(weights);

        // The kernel would keep charging cached pages to the previous group.
        _ = PageCache.Drop(handle);
        using var group = MemoryGroup.Create(hierarchy, "iopolicy-pressure", limitBytes);
        using var running = await WeightsReader.StartAsync(reader, weights, scene, group, cancellation).ConfigureAwait(false);
        var file = Path.Combine(directory, "checkpoint");
        var processors = scene == WeightsReader.Idle ? Processors.All : Processors.Others;
        try
        {
            var save = contender.Save is { } command ? await StepAsync(command, processors, file, handle, group, running, cancellation).ConfigureAwait(false) : null;
            if (save is null && contender.Save is not null)
            {
                return new PressureResult(null, null);
            }

            Evict(file);
            var load = await StepAsync(contender.Load, processors, file, handle, group, running, cancellation).ConfigureAwait(false);
            return new PressureResult(save, load);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<PressureStep?> StepAsync(
        string command, string processors, string file, SafeFileHandle weights, MemoryGroup group, WeightsReader reader, CancellationToken cancellation)
    {
        using var waiting = await GroupCommand.StartAsync(group, processors, command, file, cancellation).ConfigureAwait(false);
        var all = PageCache.GetResidency(weights).FilePages;
        _ = await reader.PassAsync(cancellation).ConfigureAwait(false);
        using var sampler = new PressureSampler(weights, file);
        var seconds = await waiting.RunAsync(cancellation).ConfigureAwait(false);
        sampler.Stop();
        var left = File.Exists(file) ? PageCache.GetResidency(file).CachedPages ?? 0 : 0;
        var meanwhile = await reader.ReportAsync(cancellation).ConfigureAwait(false);
        var next = await reader.PassAsync(cancellation).ConfigureAwait(false);
        return seconds is { } took ? new PressureStep(took, all - sampler.LeastWeights, sampler.MostOfFile, left, meanwhile, next) : null;
    }

    /// <summary>Drops the file's pages, so that the load reads from disk.</summary>
    private static void Evict(string file)
    {
        if (File.Exists(file))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            _ = PageCache.WriteBackAndDrop(handle, durable: true);
        }
    }
}
