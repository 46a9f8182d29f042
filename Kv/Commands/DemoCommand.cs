using System.CommandLine;
using Kv.Demo;
using IoPolicy.CommandLine;
using Spectre.Console;

namespace Kv.Commands;

/// <summary><c>kv demo</c>: shows what a save and a load do to weights that are in use, four ways.</summary>
internal static class DemoCommand
{
    private static readonly Option<int> WeightsMiB = CommonOptions.Whole("--weights-mib", "MiB of weights that are mapped and in use.", DemoOptions.DefaultWeightsMiB);
    private static readonly Option<int> Tokens = CommonOptions.Whole("--tokens", "Tokens in the checkpoint.", DemoOptions.DefaultTokens);
    private static readonly Option<int> LimitMiB = CommonOptions.Whole("--limit-mib", "MiB of memory for each child, as root with a memory cgroup at hand.", DemoOptions.DefaultLimitMiB);
    private static readonly Option<int> Runs = CommonOptions.Whole("--runs", "Runs of each way, interleaved; the table then has medians and ranges.", 1);
    private static readonly Option<string?> DirectoryPath = CommonOptions.PathOption("DIRECTORY", "Where the scratch files go [default: the current directory, or else the one for temporary files]", "--directory", "--folder");
    private static readonly Option<bool> Code = new("--code") { Description = "Print the generated code of the annotated save as well." };
    private static readonly Option<string?> Png = CommonOptions.PathOption("FILE", "Where the chart goes [default: " + DemoOptions.DefaultPng + "]", "--png");

    internal static Command Create()
    {
        var command = new Command("demo", "Shows what saving and loading a checkpoint does to model weights that are in use: without advice, with one DONTNEED, and with IoPolicy.")
        {
            WeightsMiB, Tokens, LimitMiB, Runs, DirectoryPath, Png, Code, CommonOptions.Json, CommonOptions.Quiet,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new DemoOptions
            {
                WeightsMiB = parsed.GetValue(WeightsMiB),
                Tokens = parsed.GetValue(Tokens),
                LimitMiB = parsed.GetValue(LimitMiB),
                Runs = parsed.GetValue(Runs),
                DirectoryPath = parsed.GetValue(DirectoryPath),
                PngPath = parsed.GetValue(Png) ?? DemoOptions.DefaultPng,
            },
            parsed.GetValue(Png) is not null,
            parsed.GetValue(Code),
            CommonOptions.OutputOptionsOf(parsed),
            cancellation));
        return command;
    }

    private static async Task<int> RunAsync(DemoOptions options, bool asksForChart, bool printsCode, OutputOptions output, CancellationToken cancellation)
    {
        Interruption.CleanUpTime = Interruption.LongCleanUpTime;

        // Without --png the chart is optional, so the demo runs where the drawing library is missing.
        var draws = Charts.AreDrawable;
        if (asksForChart && !draws)
        {
            Charts.EnsureDrawable();
        }

        if (draws)
        {
            DemoChart.EnsureWritable(options.PngPath);
        }

        var outcome = await ProgressBars.OfStepsAsync(
            "starting",
            output,
            DemoRunner.StepsOf(options),
            progress => new DemoRunner(options, progress).RunAsync(cancellation)).ConfigureAwait(false);
        output.Tell(DemoDocument.Of(options, outcome), KvJson.Default.DemoDocument, _ =>
        {
            new DemoReport(Terminal.Output, options, outcome).Print(bars: Terminal.IsInteractive);
            if (printsCode)
            {
                GeneratedMethod.Print(Terminal.Output);
            }

            Terminal.Output.WriteLine(draws
                ? $"Residency over time: {Path.GetFullPath(options.PngPath)}"
                : "No chart of the residency over time: this build has no drawing library. kv as a .NET tool has one.");
        });
        if (draws)
        {
            DemoChart.Save(options.PngPath, options, outcome);
        }

        return ExitCode.Success;
    }
}
