using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.Testing;
using Kv.Demo;
using Kv.Demo.Memory;

namespace IoPolicy.Benchmarks.Pressure;

/// <summary>A benchmark that first creates a large file, such as the weights, and then runs each contender in a memory cgroup.</summary>
internal abstract class CgroupFamily : BenchmarkFamily
{
    /// <summary>The size of the large file.</summary>
    private protected abstract long ExistingBytes { get; }

    /// <summary>The command line of this program, for contenders that run in child processes.</summary>
    private protected static string Self => string.Join(' ', KvProcess.Self());

    internal sealed override async Task<Section> RunAsync(BenchmarkSettings settings, CancellationToken cancellation)
    {
        var section = new Section();
        var (hierarchy, reason) = CgroupHierarchy.Find();
        if (hierarchy is null)
        {
            return section.Paragraph($"Not run: {reason}.");
        }

        using var scratch = new ScratchDirectory(settings.DirectoryPath);
        var existing = scratch.File("existing");
        await WeightsFile.CreateAsync(existing, ExistingBytes, cancellation).ConfigureAwait(false);
        await MeasureAsync(section, new CgroupSetup(hierarchy, scratch.Path, existing, CProgram.Compile("mover.c", scratch.Path)), settings, cancellation).ConfigureAwait(false);
        return section;
    }

    /// <summary>Returns the directories to measure in: one on the file system of the benchmark, and one on XFS if it can be mounted.</summary>
    private protected static List<(string Name, string DirectoryPath)> Places(Section section, CgroupSetup setup, BenchmarkSettings settings, XfsMount xfs)
    {
        List<(string Name, string DirectoryPath)> places = [(FileSystemFacts.FormatOf(settings.DirectoryPath), setup.DirectoryPath)];
        if (xfs.SkipReason is { } reason)
        {
            _ = section.Paragraph(reason);
            return places;
        }

        xfs.UseDirectIo();
        places.Add(("XFS, on a loop device", xfs.CreateDirectory().Path));
        return places;
    }

    /// <summary>Runs the contenders and writes the section.</summary>
    private protected abstract Task MeasureAsync(Section section, CgroupSetup setup, BenchmarkSettings settings, CancellationToken cancellation);

    /// <summary>Gets the name of a contender in a table.</summary>
    private protected static string NameOf(PressureContender contender) => contender.IsOurs ? $"**{contender.Name}**" : contender.Name;

    /// <summary>Formats the median of a number of pages, and the range unless all rounds agree.</summary>
    private protected static string Pages(IEnumerable<double> pages) =>
        Spread.Of(pages) is var spread && spread.Least == spread.Most ? spread.Median.ToString("N0", CultureInfo.InvariantCulture) : spread.Text("N0", "");

    /// <summary>
    /// Gets the saves and then the loads of all contenders. <c>Control</c> has the passes of the weights' reader beside the control, which
    /// is the contender that saves and loads nothing.
    /// </summary>
    private protected static IEnumerable<(string What, IReadOnlyList<IReadOnlyList<PressureStep>> Steps, ReaderReport Control)> SavesAndLoads(
        IReadOnlyList<PressureContender> contenders, IReadOnlyList<IReadOnlyList<PressureResult>> results)
    {
        var control = contenders.Index().Single(pair => pair.Item.IsControl).Index;
        foreach (var (what, step) in new (string, Func<PressureResult, PressureStep?>)[] { ("Save", result => result.Save), ("Load", result => result.Load) })
        {
            IReadOnlyList<IReadOnlyList<PressureStep>> steps = [.. results.Select(rounds => rounds.Select(step).OfType<PressureStep>().ToArray())];
            yield return (what, steps, Together(steps[control]));
        }
    }

    /// <summary>Joins the reader's passes of all rounds of a save or a load.</summary>
    private protected static ReaderReport Together(IReadOnlyList<PressureStep> steps) => ReaderReport.Together([.. steps.Select(step => step.Meanwhile)]);
}

/// <summary>The cgroup hierarchy, the files and the program that a measurement uses.</summary>
/// <param name="Hierarchy">The hierarchy of the cgroups.</param>
/// <param name="DirectoryPath">A directory for the benchmark's files.</param>
/// <param name="Existing">The large file.</param>
/// <param name="Mover">The compiled <c>mover.c</c>.</param>
internal sealed record CgroupSetup(CgroupHierarchy Hierarchy, string DirectoryPath, string Existing, string Mover);
