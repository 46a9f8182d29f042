using System.CommandLine;
using Kv.Bench;
using IoPolicy.CommandLine;
using Spectre.Console;

namespace Kv.Commands;

/// <summary><c>kv bench</c>: how fast this machine saves, loads, lists and looks up.</summary>
internal static class BenchCommand
{
    private static readonly Option<string?> DirectoryPath = CommonOptions.PathOption("DIRECTORY", "Where the scratch files go [default: the current directory, or else the one for temporary files]", "--directory", "--folder");
    private static readonly Option<int> Tokens = CommonOptions.Whole("--tokens", "Tokens in the checkpoint that is saved and loaded.", 8192);
    private static readonly Option<int> Entries = CommonOptions.Whole("--entries", "Entries that are listed and looked up among.", 10_000);
    private static readonly Option<int> Runs = CommonOptions.Whole("--runs", "Runs of each work, interleaved, after one that warms up.", 5);

    internal static Command Create()
    {
        var command = new Command("bench", "Measures saves and loads (with the policies, and with pages kept), listings and look-ups, on scratch files of its own.")
        {
            DirectoryPath, Tokens, Entries, Runs, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new BenchOptions(parsed.GetValue(DirectoryPath), parsed.GetValue(Tokens), parsed.GetValue(Entries), parsed.GetValue(Runs)),
            CommonOptions.OutputOptionsOf(parsed),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(BenchOptions options, OutputOptions output, CancellationToken cancellation)
    {
        Interruption.CleanUpTime = Interruption.LongCleanUpTime;
        var document = await ProgressBars.OfStepsAsync(
            "starting",
            output,
            BenchRunner.StepsOf(options),
            progress => Task.Run(() => new BenchRunner(options, progress, cancellation).Run(), CancellationToken.None)).ConfigureAwait(false);
        output.Tell(document, KvJson.Default.BenchDocument, Print);
        return ExitCode.Success;
    }

    private static void Print(BenchDocument document)
    {
        var table = new Table().Border(TableBorder.Simple)
            .AddColumn("work").AddColumn(Right("median")).AddColumn(Right("range")).AddColumn(Right("median time"));
        foreach (var measurement in document.Measurements)
        {
            table.AddRow(
                measurement.Work,
                $"{Formatting.Count((long)measurement.Rate.Median)} {measurement.Unit}",
                $"{Formatting.Count((long)measurement.Rate.Least)}–{Formatting.Count((long)measurement.Rate.Most)}",
                Formatting.Seconds(measurement.Seconds.Median));
        }

        Console.Out.WriteLine($"A checkpoint of {Formatting.Count(document.Tokens, "token")} ({Formatting.Bytes(document.CheckpointBytes)}), {Formatting.Count(document.Entries)} {(document.Entries == 1 ? "entry" : "entries")}, {Formatting.Count(document.Runs, "run")}.");
        Terminal.Output.Write(table);
    }

    private static TableColumn Right(string header) => new TableColumn(header).RightAligned().NoWrap();
}
