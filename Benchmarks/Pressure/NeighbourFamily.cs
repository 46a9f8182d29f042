using IoPolicy.Benchmarks.Harness;
using IoPolicy.CommandLine;
using Kv.Demo;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>Measures which ways evict pages that another process has cached and still uses.</summary>
internal sealed class NeighbourFamily : CgroupFamily
{
    private const long FileBytes = 399 * Formatting.MiB;
    private const long HotBytes = FileBytes / 2;
    private const long LimitBytes = 2 * Formatting.GiB;

    internal override string Name => "neighbour";

    internal override string Title => "Beside another process that uses the same file";

    internal override string Description => "Load 399 MiB, half of which another process has cached, and count the pages that it keeps.";

    private protected override long ExistingBytes => FileBytes;

    private protected override async Task MeasureAsync(Section section, CgroupSetup setup, BenchmarkSettings settings, CancellationToken cancellation)
    {
        IReadOnlyList<PressureContender> contenders =
        [
            .. PressureContender.All(setup.Mover, Self, FileBytes),
            new("IoPolicy, PreserveCached = true", Save: null, $"{Self} {PolicyMover.CommandName} load preserve $FILE {FileBytes}", IsOurs: true),
        ];
        var results = await Rounds.RunAsync(contenders, settings.Rounds, contender => RunAsync(setup.Hierarchy, contender, setup.Existing, cancellation)).ConfigureAwait(false);
        var hotPages = HotBytes / Environment.SystemPageSize;
        section
            .Paragraph($"Another process has the first {Formatting.Count(hotPages)} pages cached, and memory is not short. That process must read each dropped page again. A page that the kernel itself reclaims leaves a mark in the cache, and `cachestat` counts it as evicted. A page that advice drops leaves no mark. Therefore *reclaimed by the kernel* counts pages that no way has dropped.")
            .Table(
                ["way", "time of the load", "left of the other process's pages", "reclaimed by the kernel", "left of the other half"],
                contenders.Select((contender, index) => Row(contender, results[index])));
    }

    private static IReadOnlyList<string> Row(PressureContender contender, IReadOnlyList<NeighbourResult> results) =>
        results.Any(result => result.Seconds is null)
            ? [contender.Name, "not supported here", "", "", ""]
            :
            [
                NameOf(contender),
                contender.IsControl ? "–" : Spread.Of(results.Select(result => result.Seconds!.Value)).Text("F3", " s"),
                Pages(results.Select(result => (double)result.Hot)),
                Pages(results.Select(result => (double)result.Reclaimed)),
                Pages(results.Select(result => (double)result.Cold)),
            ];

    private static async Task<NeighbourResult> RunAsync(
        CgroupHierarchy hierarchy, PressureContender contender, string file, CancellationToken cancellation)
    {
        using var handle = File.OpenHandle(file);
        _ = PageCache.Drop(handle);
        Touch(file);
        using var group = MemoryCgroup.Create(hierarchy, "iopolicy-neighbour", LimitBytes);
        using var command = await CgroupCommand.StartAsync(group, Processors.All, contender.Load, file, cancellation).ConfigureAwait(false);
        var seconds = await command.RunAsync(cancellation).ConfigureAwait(false);
        var hot = PageCache.GetResidency(handle, 0, HotBytes);
        var left = hot.CachedPages ?? 0;
        return new NeighbourResult(seconds, left, hot.EvictedPages ?? 0, (PageCache.GetResidency(handle).CachedPages ?? 0) - left);
    }

    /// <summary>Reads the first half twice in place of the other process, so that the kernel treats its pages as active.</summary>
    private static void Touch(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = new byte[Formatting.MiB];
        for (var time = 0; time < 2; time++)
        {
            stream.Position = 0;
            while (stream.Position < HotBytes)
            {
                stream.ReadExactly(buffer, 0, (int)Math.Min(buffer.Length, HotBytes - stream.Position));
            }
        }
    }

    /// <param name="Seconds">The time of the load; null if the file system does not support its way.</param>
    /// <param name="Hot">The cached pages of the first half, which the other process uses.</param>
    /// <param name="Reclaimed">The pages of the first half that the kernel itself has reclaimed.</param>
    /// <param name="Cold">The cached pages of the second half.</param>
    private sealed record NeighbourResult(double? Seconds, long Hot, long Reclaimed, long Cold);
}
