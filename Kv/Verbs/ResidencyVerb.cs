using System.CommandLine;
using IoPolicy;
using Kv.Output;
using Spectre.Console;

namespace Kv.Verbs;

/// <summary><c>kv residency</c>: how much of each file is in the page cache.</summary>
internal static class ResidencyVerb
{
    private static readonly Argument<string[]> Paths = CommonOptions.Paths("The files to measure, and folders whose *.kv files to measure.");

    internal static Command Create()
    {
        var command = new Command("residency", "Tells how much of files is in the page cache.") { Paths, CommonOptions.Json };
        command.SetAction(parsed => Run(parsed.GetRequiredValue(Paths), parsed.GetValue(CommonOptions.Json)));
        return command;
    }

    private static int Run(string[] paths, bool json)
    {
        var files = KvFiles.Under(paths).Select(path => FileResidency.Of(path, Residency.Of(path))).ToArray();
        if (json)
        {
            KvJson.Write(new ResidencyDocument { PageBytes = Environment.SystemPageSize, Files = files }, KvJson.Default.ResidencyDocument);
            return ExitCode.Success;
        }

        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("file").AddColumn(Right("pages")).AddColumn(Right("cached")).AddColumn(Right("share"))
            .AddColumn(Right("dirty")).AddColumn(Right("in write-back")).AddColumn("source");
        foreach (var file in files)
        {
            table.AddRow(
                Markup.Escape(file.Path),
                Quantity.Count(file.Pages),
                Known(file.CachedPages),
                file.CachedPages is { } cached ? Quantity.Share(cached, file.Pages) : "unknown",
                Known(file.DirtyPages),
                Known(file.WriteBackPages),
                file.Source);
        }

        if (files.Length > 1)
        {
            table.AddRow("total", Quantity.Count(files.Sum(file => file.Pages)), Total(files, file => file.CachedPages), "", "", "", "");
        }

        Terminal.Output.Write(table);
        return ExitCode.Success;
    }

    private static string Known(long? pages) => pages is { } known ? Quantity.Count(known) : "unknown";

    /// <summary>A sum with an unknown part is unknown.</summary>
    private static string Total(FileResidency[] files, Func<FileResidency, long?> pages) =>
        files.All(file => pages(file) is not null) ? Quantity.Count(files.Sum(file => pages(file)!.Value)) : "unknown";

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned();
}
