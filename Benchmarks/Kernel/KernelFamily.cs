using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Kernel;

/// <summary>Measures the kernel's reaction to each advice, on each file system that this machine can mount.</summary>
internal sealed class KernelFamily : BenchmarkFamily
{
    internal override string Name => "kernel";

    internal override string Title => "Measured on this kernel";

    internal override string Description => "Measure the kernel's reaction to each advice on ext4, XFS, btrfs, overlayfs and tmpfs. Needs root and loop devices.";

    internal override string Document => "docs/kernel.md";

    internal override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        using var systems = new FileSystems();
        var columns = new List<IReadOnlyList<string>>();
        foreach (var (name, directory) in systems.Directories)
        {
            await Console.Error.WriteLineAsync($"  {name}").ConfigureAwait(false);
            columns.Add([.. KernelFacts.All.Select(fact => Measure(fact, directory, settings.Rounds))]);
            cancellation.ThrowIfCancellationRequested();
        }

        var section = new Section()
            .Paragraph(
                "Each row issues the system calls directly; only the windows are IoPolicy's. `cachestat` or `mincore` counts the pages. A cell has one number if all runs agree, and otherwise the range. The file systems are on loop devices over the machine's disk, so pages that are still being written count as left. How many pages plain advice leaves depends on the device.")
            .Table(
                ["operation, and counted pages", .. systems.Directories.Select(system => system.Name), "meaning"],
                KernelFacts.All.Select((fact, row) => (IReadOnlyList<string>)[fact.Fact, .. columns.Select(column => column[row]), fact.Meaning]));
        foreach (var missing in systems.Missing)
        {
            _ = section.Paragraph(missing);
        }

        return section;
    }

    private static string Measure(KernelFact fact, string directory, int rounds)
    {
        var figures = new List<double>();
        for (var round = 0; round < rounds; round++)
        {
            using var file = new TestFile(directory);
            if (fact.Measure(file) is not { } figure)
            {
                return "–";
            }

            figures.Add(figure);
        }

        var spread = Spread.Of(figures);
        var (least, most) = (Text(spread.Least), Text(spread.Most));
        var unit = fact.Unit is "%" or "×" or "MiB" ? " " + fact.Unit : "";
        return (least == most ? least : $"{least}–{most}") + unit;
    }

    private static string Text(double figure) => figure.ToString(figure == Math.Floor(figure) ? "F0" : "F1", CultureInfo.InvariantCulture);
}
