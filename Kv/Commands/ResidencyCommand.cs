using System.CommandLine;
using IoPolicy;
using IoPolicy.CommandLine;
using Kv.Demo;
using Kv.Output;

namespace Kv.Commands;

/// <summary><c>kv residency</c>: shows how much of each file is cached, and which parts.</summary>
internal static class ResidencyCommand
{
    private static readonly Argument<string[]> Paths = OptionKinds.Paths("Files, or directories of *.kv files.");
    private static readonly Option<bool> Map = new("--map") { Description = "Draw the cached pages of each file on a line of 60 characters, as vmtouch does." };
    private static readonly Option<string?> Png = OptionKinds.PathOption("FILE", "Draw the cached pages of each file in this PNG file.", "--png");

    /// <summary>The table. Paths are in the last column, because they may have any length.</summary>
    private static readonly TextTable<FileResidency> Table = new(
        new("pages", 10, file => Known(file.Pages), isNumber: true),
        new("cached", 10, file => Known(file.CachedPages), isNumber: true),
        new("share", 7, file => Share(file.CachedPages, file.Pages), isNumber: true),
        new("dirty", 10, file => Known(file.DirtyPages), isNumber: true),
        new("in write-back", 13, file => Known(file.WriteBackPages), isNumber: true),
        new("source", 9, file => file.Source),
        new("file", 0, file => file.Path));

    private static readonly TextTable<TotalResidency> Totals = new(
        new("", 10, total => Known(total.Pages), isNumber: true),
        new("", 10, total => Known(total.CachedPages), isNumber: true),
        new("", 7, total => Share(total.CachedPages, total.Pages), isNumber: true),

        // One empty cell is as wide as the three columns that have no total, and the two spaces between them.
        new("", 10 + 2 + 13 + 2 + 9, _ => ""),
        new("", 0, total => total.Title));

    internal static Command Create()
    {
        var command = new Command("residency", "Show how much of each file is in the page cache, with a total for each directory.")
        {
            Paths, Map, Png, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Paths), parsed.GetValue(Map), parsed.GetValue(Png), CommonOptions.OutputOptionsOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string[] paths, bool map, string? png, OutputOptions output, CancellationToken cancellation)
    {
        if (png is not null)
        {
            Charts.EnsureDrawable();
        }

        var measured = Measure(paths, withMaps: map || png is not null, output, cancellation);
        var files = measured.SelectMany(group => group.Files).ToArray();
        var document = new ResidencyDocument
        {
            PageBytes = Environment.SystemPageSize,
            Files = [.. files.Select(file => file.Residency)],
            Totals =
            [
                .. measured.Where(group => Directory.Exists(group.Path)).Select(group => TotalResidency.Of(group.Path, [.. group.Files.Select(file => file.Residency)])),
                .. paths.Length > 1 ? (TotalResidency[])[TotalResidency.Of(null, [.. files.Select(file => file.Residency)])] : [],
            ],
        };
        output.Report(document, static () => KvJson.Default.ResidencyDocument, result =>
        {
            if (map)
            {
                PrintMaps(files, result.Totals);
            }
            else
            {
                PrintTable(result);
            }
        });
        if (png is not null)
        {
            PageMapChart.Save(png, [.. files.Where(file => file.Map is not null).Select(file => (file.Residency.Path, file.Map!))]);
        }

        return files.Any(file => file.Residency.Refusal is not null) ? ExitCode.Failure : ExitCode.Success;
    }

    /// <summary>Measures the files of each path. Skips listed files that no longer exist.</summary>
    private static List<(string Path, List<MeasuredFile> Files)> Measure(string[] paths, bool withMaps, OutputOptions output, CancellationToken cancellation)
    {
        var groups = paths.Select(path => (Path: path, Files: KvFiles.ListFiles([path]).ToArray())).ToArray();
        return ProgressBars.OfFiles("measuring", output, () => groups.Sum(group => group.Files.Length), done =>
        {
            var measured = new List<(string, List<MeasuredFile>)>();
            foreach (var group in groups)
            {
                var files = new List<MeasuredFile>();
                foreach (var candidate in group.Files)
                {
                    cancellation.ThrowIfCancellationRequested();
                    files.AddRange(Measure(candidate, withMaps) is { } file ? [file] : []);
                    done(1);
                }

                measured.Add((group.Path, files));
            }

            return measured;
        });
    }

    private static MeasuredFile? Measure(CandidateFile candidate, bool withMap)
    {
        using var file = candidate.OpenOrSkip(out var reason);
        if (file is not null)
        {
            return new MeasuredFile(FileResidency.Of(candidate.Path, PageCache.GetResidency(file)), withMap ? PageCache.GetPageMap(file) : null);
        }

        if (reason is null)
        {
            return null;
        }

        Console.Error.WriteLine($"kv: {candidate.Path}: {reason}");
        return new MeasuredFile(FileResidency.Unopened(candidate.Path, reason), null);
    }

    private static void PrintTable(ResidencyDocument document)
    {
        Console.Out.WriteLine(Table.Head);
        foreach (var file in document.Files)
        {
            Console.Out.WriteLine(Table.Line(file));
        }

        foreach (var total in document.Totals)
        {
            Console.Out.WriteLine(Totals.Line(total));
        }
    }

    private static void PrintMaps(IEnumerable<MeasuredFile> files, IEnumerable<TotalResidency> totals)
    {
        foreach (var file in files)
        {
            Console.Out.WriteLine(file.Residency.Path);
            Console.Out.WriteLine(file.Map is { IsKnown: true } map
                ? $"[{PageMap.Draw(map)}] {Formatting.Count(map.CachedPages)}/{Formatting.Count(map.Pages)}"
                : "cached pages unknown");
        }

        foreach (var total in totals)
        {
            Console.Out.WriteLine($"{total.Title}: {Known(total.CachedPages)}/{Pages(total.Pages)} cached, {Share(total.CachedPages, total.Pages)}");
        }
    }

    private static string Known(long? pages) => pages is { } known ? Formatting.Count(known) : "unknown";

    private static string Pages(long? pages) => pages is { } known ? Formatting.Count(known, "page") : "unknown pages";

    private static string Share(long? cached, long? pages) => (cached, pages) is ({ } part, { } whole) ? Formatting.Share(part, whole) : "unknown";

    private readonly record struct MeasuredFile(FileResidency Residency, ResidencyMap? Map);
}
