using System.CommandLine;
using IoPolicy;
using Kv.Output;
using Spectre.Console;

namespace Kv.Verbs;

/// <summary><c>kv residency</c>: how much of each file is in the page cache, and which part of it.</summary>
internal static class ResidencyVerb
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("The files to measure, and folders whose *.kv files to measure.");
    private static readonly Option<bool> Map = new("--map") { Description = "Draw which pages are cached, as vmtouch does: a line of 60 characters a file." };
    private static readonly Option<string?> Png = new("--png") { Description = "Draw which pages are cached into a PNG file.", HelpName = "FILE" };

    internal static Command Create()
    {
        var command = new Command("residency", "Tells how much of files is in the page cache, with totals of folders.") { Paths, Map, Png, CommonOptions.Json };
        command.SetAction(parsed => Run(
            parsed.GetRequiredValue(Paths), parsed.GetValue(Map), parsed.GetValue(Png), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static int Run(string[] paths, bool map, string? png, bool json)
    {
        var groups = paths.Select(path => (Path: path, Files: Measure(path))).ToArray();
        if (json)
        {
            var files = groups.SelectMany(group => group.Files).ToArray();
            KvJson.Write(new ResidencyDocument { PageBytes = Environment.SystemPageSize, Files = files }, KvJson.Default.ResidencyDocument);
        }
        else if (map)
        {
            PrintMaps(groups);
        }
        else
        {
            PrintTable(groups);
        }

        if (png is not null)
        {
            PageMapChart.Save(png, [.. groups.SelectMany(group => group.Files).Select(file => (file.Path, Residency.Map(file.Path)))]);
        }

        return ExitCode.Success;
    }

    private static FileResidency[] Measure(string path) =>
        [.. KvFiles.Under([path]).Select(file => FileResidency.Of(file, Residency.Of(file)))];

    private static void PrintTable((string Path, FileResidency[] Files)[] groups)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("file").AddColumn(Cells.Right("pages")).AddColumn(Cells.Right("cached")).AddColumn(Cells.Right("share"))
            .AddColumn(Cells.Right("dirty")).AddColumn(Cells.Right("in write-back")).AddColumn("source");
        foreach (var file in groups.SelectMany(group => group.Files))
        {
            table.AddRow(
                Markup.Escape(file.Path),
                Quantity.Count(file.Pages),
                Known(file.CachedPages),
                Share(file.CachedPages, file.Pages),
                Known(file.DirtyPages),
                Known(file.WriteBackPages),
                file.Source);
        }

        foreach (var (title, files) in Totals(groups))
        {
            var (pages, cached) = Sum(files);
            table.AddRow(Markup.Escape(title), Quantity.Count(pages), Known(cached), Share(cached, pages), "", "", "");
        }

        Terminal.Output.Write(table);
    }

    private static void PrintMaps((string Path, FileResidency[] Files)[] groups)
    {
        foreach (var file in groups.SelectMany(group => group.Files))
        {
            Console.Out.WriteLine(file.Path);
            var map = Residency.Map(file.Path);
            Console.Out.WriteLine(map.IsKnown
                ? $"[{PageMap.Draw(map)}] {Quantity.Count(map.CachedPages)}/{Quantity.Count(map.Pages)}"
                : "which of its pages are cached is not known");
        }

        foreach (var (title, files) in Totals(groups))
        {
            var (pages, cached) = Sum(files);
            Console.Out.WriteLine($"{title}: {Known(cached)}/{Quantity.Count(pages)} pages cached, {Share(cached, pages)}");
        }
    }

    /// <summary>A total for each folder, and one of all where there is more than one path.</summary>
    private static IEnumerable<(string Title, FileResidency[] Files)> Totals((string Path, FileResidency[] Files)[] groups)
    {
        foreach (var (path, files) in groups.Where(group => Directory.Exists(group.Path)))
        {
            yield return ($"total of {path}", files);
        }

        if (groups.Length > 1)
        {
            yield return ("total", [.. groups.SelectMany(group => group.Files)]);
        }
    }

    /// <summary>A sum with an unknown part is unknown.</summary>
    private static (long Pages, long? Cached) Sum(FileResidency[] files) =>
        (files.Sum(file => file.Pages), files.All(file => file.CachedPages is not null) ? files.Sum(file => file.CachedPages) : null);

    private static string Known(long? pages) => pages is { } known ? Quantity.Count(known) : "unknown";

    private static string Share(long? cached, long pages) => cached is { } known ? Quantity.Share(known, pages) : "unknown";
}
