using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Bench;
using Spectre.Console;

namespace Kv.Commands;

/// <summary><c>kv bench</c>: measures the speed of saves, loads, listings and lookups.</summary>
internal static class BenchCommand
{
    private static readonly Option<int> Tokens = OptionKinds.PositiveInteger("--tokens", "Save and load a checkpoint of N tokens.", 8192);
    private static readonly Option<int> Entries = OptionKinds.PositiveInteger("--entries", "List and look up N entries.", 10_000);
    private static readonly Option<int> Runs = OptionKinds.PositiveInteger("--runs", "Measure N interleaved runs after a warm-up run.", 5);

    internal static Command Create()
    {
        var command = new Command("bench", "Measure saves, loads, listings and lookups on temporary files, with and without page-cache policies.")
        {
            CommonOptions.ScratchDirectory, Tokens, Entries, Runs, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new BenchOptions(parsed.GetValue(CommonOptions.ScratchDirectory), parsed.GetValue(Tokens), parsed.GetValue(Entries), parsed.GetValue(Runs)),
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
        output.Report(document, static () => KvJson.Default.BenchDocument, Print);
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
