using Kv.Demo.Memory;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>What one save, or one load, did to the weights beside it.</summary>
/// <param name="Seconds">How long it took.</param>
/// <param name="WeightPagesLost">The most pages of the weights that were out of memory at a sample.</param>
/// <param name="PeakPages">The most pages of the file that were in the cache at a sample.</param>
/// <param name="PagesLeft">Those that still were when it was over.</param>
/// <param name="Meanwhile">The reader's passes while it ran.</param>
/// <param name="Next">The reader's pass over everything that came next.</param>
internal sealed record PressureStep(double Seconds, long WeightPagesLost, long PeakPages, long PagesLeft, ReaderReport Meanwhile, ReaderReport Next);

/// <summary>A save and a load; null where the file system does not know the way.</summary>
internal sealed record PressureResult(PressureStep? Save, PressureStep? Load);

/// <summary>Runs a contender beside a reader of weights, both in one memory cgroup of their own.</summary>
internal sealed class PressureRun(MemoryHierarchy hierarchy, string reader, string weights, string folder, long limitBytes)
{
    internal async Task<PressureResult> RunAsync(PressureContender contender, string scene, CancellationToken cancellation)
    {
        using var handle = File.OpenHandle(weights);

        // Pages that are still cached would stay charged to the group before.
        _ = PageCache.Drop(handle);
        using var group = MemoryGroup.Create(hierarchy, "iopolicy-pressure", limitBytes);
        using var running = await WeightsReader.StartAsync(reader, weights, scene, group, cancellation).ConfigureAwait(false);
        var file = Path.Combine(folder, "checkpoint");
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
        var all = Residency.Of(weights).FilePages;
        _ = await reader.PassAsync(cancellation).ConfigureAwait(false);
        using var sampler = new PressureSampler(weights, file);
        var seconds = await waiting.RunAsync(cancellation).ConfigureAwait(false);
        sampler.Stop();
        var left = File.Exists(file) ? Residency.Of(file).CachedPages ?? 0 : 0;
        var meanwhile = await reader.ReportAsync(cancellation).ConfigureAwait(false);
        var next = await reader.PassAsync(cancellation).ConfigureAwait(false);
        return seconds is { } took ? new PressureStep(took, all - sampler.LeastWeights, sampler.MostOfFile, left, meanwhile, next) : null;
    }

    /// <summary>The load begins with a file that is on the disk alone.</summary>
    private static void Evict(string file)
    {
        if (File.Exists(file))
        {
            using var handle = File.OpenHandle(file, FileMode.Open, FileAccess.ReadWrite);
            _ = PageCache.WriteBackAndDrop(handle, durable: true);
        }
    }
}
