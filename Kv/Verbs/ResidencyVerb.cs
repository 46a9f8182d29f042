using System.CommandLine;
using IoPolicy;
using Kv.Output;

namespace Kv.Verbs;

/// <summary><c>kv residency</c>: how much of each file is in the page cache, and which part of it.</summary>
internal static class ResidencyVerb
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("The files to measure, and folders whose *.kv files to measure.");
    private static readonly Option<bool> Map = new("--map") { Description = "Draw which pages are cached, as vmtouch does: a line of 60 characters a file." };
    private static readonly Option<string?> Png = new("--png") { Description = "Draw which pages are cached into a PNG file.", HelpName = "FILE" };

    /// <summary>Names come last: they may be of any length.</summary>
    private static readonly TextTable<FileResidency> Table = new(
        new("pages", 10, file => Quantity.Count(file.Pages), IsNumber: true),
        new("cached", 10, file => Known(file.CachedPages), IsNumber: true),
        new("share", 7, file => Share(file.CachedPages, file.Pages), IsNumber: true),
        new("dirty", 10, file => Known(file.DirtyPages), IsNumber: true),
        new("in write-back", 13, file => Known(file.WriteBackPages), IsNumber: true),
        new("source", 9, file => file.Source),
        new("file", 0, file => file.Path));

    private static readonly TextTable<TotalResidency> Totals = new(
        new("", 10, total => Quantity.Count(total.Pages), IsNumber: true),
        new("", 10, total => Known(total.CachedPages), IsNumber: true),
        new("", 7, total => Share(total.CachedPages, total.Pages), IsNumber: true),
        new("", 10 + 2 + 13 + 2 + 9, _ => ""),
        new("", 0, total => total.Title));

    internal static Command Create()
    {
        var command = new Command("residency", "Tells how much of files is in the page cache, with totals of folders.")
        {
            Paths, Map, Png, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => Task.FromResult(Run(
            parsed.GetRequiredValue(Paths), parsed.GetValue(Map), parsed.GetValue(Png), CommonOptions.MannerOf(parsed), cancellation)));
        return command;
    }

    private static int Run(string[] paths, bool map, string? png, Manner manner, CancellationToken cancellation)
    {
        if (png is not null)
        {
            Charts.EnsureDrawable();
        }

        var document = Measure(paths, manner, cancellation);
        manner.Tell(document, KvJson.Default.ResidencyDocument, map ? PrintMaps : PrintTable);
        if (png is not null)
        {
            PageMapChart.Save(png, [.. document.Files.Select(file => (file.Path, Residency.Map(file.Path)))]);
        }

        return ExitCode.Success;
    }

    private static ResidencyDocument Measure(string[] paths, Manner manner, CancellationToken cancellation)
    {
        var groups = paths.Select(path => (Path: path, Files: KvFiles.Under([path]).ToArray())).ToArray();
        var measured = ProgressBars.OfFiles("measuring", manner, () => groups.Sum(group => group.Files.Length), done => groups.Select(group => (group.Path, Files: group.Files.Select(file =>
        {
            cancellation.ThrowIfCancellationRequested();
            done(1);
            return FileResidency.Of(file, Residency.Of(file));
        }).ToArray())).ToArray());

        // A total for each folder, and one of all where there is more than one path.
        FileResidency[] all = [.. measured.SelectMany(group => group.Files)];
        return new ResidencyDocument
        {
            PageBytes = Environment.SystemPageSize,
            Files = all,
            Totals =
            [
                .. measured.Where(group => Directory.Exists(group.Path)).Select(group => TotalResidency.Of(group.Path, group.Files)),
                .. paths.Length > 1 ? (TotalResidency[])[TotalResidency.Of(null, all)] : [],
            ],
        };
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

    private static void PrintMaps(ResidencyDocument document)
    {
        foreach (var file in document.Files)
        {
            Console.Out.WriteLine(file.Path);
            var map = Residency.Map(file.Path);
            Console.Out.WriteLine(map.IsKnown
                ? $"[{PageMap.Draw(map)}] {Quantity.Count(map.CachedPages)}/{Quantity.Count(map.Pages)}"
                : "which of its pages are cached is not known");
        }

        foreach (var total in document.Totals)
        {
            Console.Out.WriteLine($"{total.Title}: {Known(total.CachedPages)}/{Quantity.Count(total.Pages)} pages cached, {Share(total.CachedPages, total.Pages)}");
        }
    }

    private static string Known(long? pages) => pages is { } known ? Quantity.Count(known) : "unknown";

    private static string Share(long? cached, long pages) => cached is { } known ? Quantity.Share(known, pages) : "unknown";
}
