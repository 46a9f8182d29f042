using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Demo.Memory;

namespace Kv.Demo;

/// <summary>Runs every way of saving and loading once, and repeats that for the requested number of runs.</summary>
internal sealed class DemoRunner(DemoOptions options, Action<string> progress)
{
    /// <summary>The disk space for the weights, one checkpoint at a time, and the metadata of the file system.</summary>
    private long RoomBytes => options.WeightsBytes + options.CheckpointBytes + (64 * Formatting.MiB);

    /// <summary>The number of progress reports: one for the weights, and <see cref="DemoChildWork.Stages"/> for each way of each run.</summary>
    internal static int StepsOf(DemoOptions options) => 1 + (options.Runs * DemoWays.All.Count * DemoChildWork.Stages);

    /// <summary>Runs all ways. Removes all files, cgroups and children before it returns or throws.</summary>
    /// <exception cref="CommandException">The directory is not usable, or a child failed.</exception>
    internal async Task<DemoOutcome> RunAsync(CancellationToken cancellation)
    {
        var (hierarchy, reason) = CgroupHierarchy.Find();
        if (hierarchy is not null)
        {
            options.CheckLimit();
        }

        using var scratch = ScratchSpace.Create(options.DirectoryPath, RoomBytes);
        foreach (var abandoned in hierarchy is null ? [] : scratch.Swept)
        {
            MemoryCgroup.RemoveAbandoned(hierarchy!, abandoned);
        }

        progress($"writing {options.WeightsMiB} MiB of weights");
        await WeightsFile.CreateAsync(scratch.File("weights.bin"), options.WeightsBytes, cancellation).ConfigureAwait(false);

        var results = new List<ChildResult>();
        for (var run = 1; run <= options.Runs; run++)
        {
            foreach (var way in DemoWays.All)
            {
                var title = options.Runs == 1 ? way.Title() : $"run {run} of {options.Runs}, {way.Title()}";
                results.Add(await RunOneAsync(way, scratch, hierarchy, stage => progress($"{title}: {stage}"), cancellation).ConfigureAwait(false));
            }
        }

        return new DemoOutcome
        {
            NoPressureReason = hierarchy is null ? reason : null,
            CgroupVersion = hierarchy?.Version,
            Results = results,
        };
    }

    private async Task<ChildResult> RunOneAsync(
        DemoWay way, ScratchSpace scratch, CgroupHierarchy? hierarchy, Action<string> stage, CancellationToken cancellation)
    {
        // Cached pages would stay charged to the group of the previous child. After a drop, the next child reads the weights from the disk
        // and is charged.
        using (var weights = File.OpenHandle(scratch.File("weights.bin")))
        {
            _ = PageCache.Drop(weights);
        }

        using var group = hierarchy is null ? null : MemoryCgroup.Create(hierarchy, Path.GetFileName(scratch.DirectoryPath), options.LimitBytes);
        var result = await DemoChild.RunAsync(way, options, scratch, group, stage, cancellation).ConfigureAwait(false);
        File.Delete(scratch.File("checkpoint.kv"));
        return result;
    }
}
