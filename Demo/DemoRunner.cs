using IoPolicy;
using Kv.Demo.Memory;
using IoPolicy.CommandLine;

namespace Kv.Demo;

/// <summary>Runs every way of saving and loading, interleaved, as often as the user asked for.</summary>
internal sealed class DemoRunner(DemoOptions options, Action<string> progress)
{
    /// <summary>Weights and one checkpoint at a time, and something for the file system's own needs.</summary>
    private long RoomBytes => options.WeightsBytes + options.CheckpointBytes + (64 * Formatting.MiB);

    /// <summary>How often a run says what it does: the weights once, then <see cref="DemoPass"/> its stages for each way of each run.</summary>
    internal static int StepsOf(DemoOptions options) => 1 + (options.Runs * DemoWays.All.Count * DemoPass.Stages);

    /// <summary>Runs them all and cleans up: files, cgroups and children are gone when this returns or throws.</summary>
    /// <exception cref="CommandException">The directory will not do, or a child failed.</exception>
    internal async Task<DemoOutcome> RunAsync(CancellationToken cancellation)
    {
        var (hierarchy, reason) = MemoryHierarchy.Find();
        if (hierarchy is not null)
        {
            options.CheckLimit();
        }

        using var scratch = ScratchSpace.Create(options.DirectoryPath, RoomBytes);
        foreach (var abandoned in hierarchy is null ? [] : scratch.Swept)
        {
            MemoryGroup.RemoveAbandoned(hierarchy!, abandoned);
        }

        progress($"writing {options.WeightsMiB} MiB of weights");
        await WeightsFile.CreateAsync(scratch.File("weights.bin"), options.WeightsBytes, cancellation).ConfigureAwait(false);

        var results = new List<PassResult>();
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
            Passes = results,
        };
    }

    private async Task<PassResult> RunOneAsync(
        DemoWay way, ScratchSpace scratch, MemoryHierarchy? hierarchy, Action<string> stage, CancellationToken cancellation)
    {
        // Pages that are still cached would stay charged to the group before: each child has to bring its own in.
        using (var weights = File.OpenHandle(scratch.File("weights.bin")))
        {
            _ = PageCache.Drop(weights);
        }

        using var group = hierarchy is null ? null : MemoryGroup.Create(hierarchy, Path.GetFileName(scratch.DirectoryPath), options.LimitBytes);
        var result = await DemoChild.RunAsync(way, options, scratch, group, stage, cancellation).ConfigureAwait(false);
        File.Delete(scratch.File("checkpoint.kv"));
        return result;
    }
}
