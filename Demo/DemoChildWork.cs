using System.Diagnostics;
using IoPolicy;
using Kv.Demo.Memory;

namespace Kv.Demo;

/// <summary>
/// The work of one child. It loads the weights, saves a checkpoint, reads the weights, loads the evicted checkpoint, and
/// reads the weights again. It measures each step.
/// </summary>
internal sealed class DemoChildWork(DemoWay way, string weightsPath, string checkpointPath, uint tokens, string? usageFile, Action<ChildMessage> report)
{
    /// <summary>The number of reported stages.</summary>
    internal const int Stages = 3;

    /// <summary>The stage that begins after all weights are in memory.</summary>
    internal const string SaveStage = "saving";

    /// <summary>
    /// The number of passes over the weights before a save or a load. The kernel treats pages as in use (active) if they were referenced
    /// again, and first reclaims mapped pages that were referenced only once.
    /// </summary>
    private const int PassesToBeInUse = 3;

    private readonly CheckpointWay _checkpoint = new(way, tokens);

    internal ChildResult Run()
    {
        WarmUp();
        report(new ChildMessage { Stage = "loading the weights" });
        using var weights = new WeightsMapping(weightsPath);
        BringIntoUse(weights);

        // The child reads the usage itself. The parent could read it too late, when the save has already changed it.
        report(new ChildMessage { Stage = SaveStage, ChargedBytes = usageFile is null ? null : MemoryCgroup.ReadUsage(usageFile) });
        StepResult save;
        long length;
        using (var file = new FileStream(checkpointPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read))
        {
            save = Measure(file, weights, _checkpoint.Save);
            length = file.Length;
        }

        report(new ChildMessage { Stage = "loading" });
        EvictCheckpoint();
        BringIntoUse(weights);
        StepResult load;
        using (var file = new FileStream(checkpointPath, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            load = Measure(file, weights, _checkpoint.Load);
        }

        return new ChildResult { Way = way, CheckpointBytes = length, WeightsPages = weights.Pages, Save = save, Load = load };
    }

    /// <summary>Saves and loads a small checkpoint once, so that no measured step waits for the JIT compiler.</summary>
    private void WarmUp()
    {
        var small = new CheckpointWay(way, tokens: 1);
        var path = checkpointPath + ".warm-up";
        using (var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read, bufferSize: 4096, FileOptions.DeleteOnClose))
        {
            using var sampler = new ResidencySampler(file.SafeFileHandle, file.SafeFileHandle);
            small.Save(file);
            file.Position = 0;
            small.Load(file);
            _ = sampler.Stop();
        }
    }

    /// <summary>Reads the weights several times, so that the kernel treats their pages as in use.</summary>
    private static void BringIntoUse(WeightsMapping weights)
    {
        for (var pass = 0; pass < PassesToBeInUse; pass++)
        {
            _ = weights.ReadEachPage();
        }
    }

    private static StepResult Measure(FileStream file, WeightsMapping weights, Action<FileStream> step)
    {
        var before = CachedPages.Of(weights.Handle);
        using var sampler = new ResidencySampler(file.SafeFileHandle, weights.Handle);
        var start = Stopwatch.GetTimestamp();
        step(file);
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var endedAt = sampler.Elapsed;
        var left = CachedPages.Of(file.SafeFileHandle);
        var lost = before - CachedPages.Of(weights.Handle);

        var faults = PageFaults.Major;
        var passStart = Stopwatch.GetTimestamp();
        _ = weights.ReadEachPage();
        var passSeconds = Stopwatch.GetElapsedTime(passStart).TotalSeconds;
        faults = PageFaults.Major - faults;

        var samples = sampler.Stop();
        return new StepResult
        {
            Seconds = seconds,
            PeakPages = Math.Max(left, samples.Where(sample => sample.Seconds <= endedAt).Max(sample => sample.CheckpointPages)),
            PagesLeft = left,
            WeightPagesLost = lost,
            NextPassSeconds = passSeconds,
            NextPassMajorFaults = faults,
            EndedAt = endedAt,
            Samples = samples,
        };
    }

    /// <summary>Drops the pages of the checkpoint, so that the load reads from the disk and not from the pages that the save left.</summary>
    private void EvictCheckpoint()
    {
        PageCache.KeepPages = false;
        using var file = File.OpenHandle(checkpointPath, access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
        _ = PageCache.WriteBackAndDrop(file, durable: true);
    }
}
