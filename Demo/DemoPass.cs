using System.Diagnostics;
using IoPolicy;
using Kv.Demo.Memory;

namespace Kv.Demo;

/// <summary>
/// What one child does: takes the weights into use, saves a checkpoint, uses the weights again, loads the checkpoint
/// (cold, whichever way it was saved), and uses the weights again; and measures each step.
/// </summary>
internal sealed class DemoPass(DemoWay way, string weightsPath, string checkpointPath, uint tokens, string? usageFile, Action<PassMessage> tell)
{
    /// <summary>How many stages it tells of.</summary>
    internal const int Stages = 3;

    /// <summary>The stage that begins when all weights are in memory.</summary>
    internal const string SaveStage = "saving";

    /// <summary>
    /// Passes over the weights before a step. The kernel takes a mapped page that was used once for one that may go;
    /// one that is used again is in use.
    /// </summary>
    private const int PassesToBeInUse = 3;

    private readonly CheckpointWay _checkpoint = new(way, tokens);

    internal PassResult Run()
    {
        Warm();
        tell(new PassMessage { Stage = "taking the weights into use" });
        using var weights = new WeightsMapping(weightsPath);
        Use(weights);

        // Read here and not by the parent, who may come to it when the save has already changed it.
        tell(new PassMessage { Stage = SaveStage, ChargedBytes = usageFile is null ? null : MemoryGroup.ReadUsage(usageFile) });
        StepResult save;
        long length;
        using (var file = new FileStream(checkpointPath, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read))
        {
            save = Measure(file, weights, _checkpoint.Save);
            length = file.Length;
        }

        tell(new PassMessage { Stage = "loading" });
        EvictCheckpoint();
        Use(weights);
        StepResult load;
        using (var file = new FileStream(checkpointPath, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            load = Measure(file, weights, _checkpoint.Load);
        }

        return new PassResult { Way = way, CheckpointBytes = length, WeightsPages = weights.Pages, Save = save, Load = load };
    }

    /// <summary>Runs everything once on a small checkpoint, so that no measured step waits for the JIT compiler.</summary>
    private void Warm()
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

    private static void Use(WeightsMapping weights)
    {
        for (var pass = 0; pass < PassesToBeInUse; pass++)
        {
            _ = weights.Pass();
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
        _ = weights.Pass();
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

    /// <summary>So that each load reads from the disk, and none profits from what its save left behind.</summary>
    private void EvictCheckpoint()
    {
        PageCache.KeepPages = false;
        using var file = File.OpenHandle(checkpointPath, access: FileAccess.ReadWrite, share: FileShare.ReadWrite);
        _ = PageCache.WriteBackAndDrop(file, durable: true);
    }
}
