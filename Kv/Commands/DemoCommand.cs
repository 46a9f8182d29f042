using System.CommandLine;
using IoPolicy.CommandLine;
using Kv.Demo;
using Spectre.Console;

namespace Kv.Commands;

/// <summary><c>kv demo</c>: saves and loads a checkpoint in four ways, and compares how they affect model weights in use.</summary>
internal static class DemoCommand
{
    private static readonly Option<int> WeightsMiB = OptionKinds.PositiveInteger("--weights-mib", "Map N MiB of weights.", DemoOptions.DefaultWeightsMiB);
    private static readonly Option<int> Tokens = OptionKinds.PositiveInteger("--tokens", "Save and load a checkpoint of N tokens.", DemoOptions.DefaultTokens);
    private static readonly Option<int> LimitMiB = OptionKinds.PositiveInteger("--limit-mib", "Limit each child to N MiB of memory. Needs root and a memory cgroup.", DemoOptions.DefaultLimitMiB);
    private static readonly Option<int> Runs = OptionKinds.PositiveInteger("--runs", "Run each way N times, interleaved, and print medians and ranges.", 1);
    private static readonly Option<bool> Code = new("--code") { Description = "Also print the generated code of the annotated save." };
    private static readonly Option<string?> Png = OptionKinds.PathOption("FILE", "Write the chart to this file. Default: " + DemoOptions.DefaultPng + ".", "--png");

    internal static Command Create()
    {
        var command = new Command("demo", "Show how saving and loading a checkpoint affects model weights in use: without advice, with one DONTNEED, and with IoPolicy.")
        {
            WeightsMiB, Tokens, LimitMiB, Runs, CommonOptions.ScratchDirectory, Png, Code, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            new DemoOptions
            {
                WeightsMiB = parsed.GetValue(WeightsMiB),
                Tokens = parsed.GetValue(Tokens),
                LimitMiB = parsed.GetValue(LimitMiB),
                Runs = parsed.GetValue(Runs),
                DirectoryPath = parsed.GetValue(CommonOptions.ScratchDirectory),
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
        output.Report(DemoDocument.Of(options, outcome), static () => KvJson.Default.DemoDocument, _ =>
        {
            new DemoReport(Terminal.Output, options, outcome).Print(bars: Terminal.IsInteractive);
            if (printsCode)
            {
                GeneratedMethod.Print(Terminal.Output);
            }

            Terminal.Output.WriteLine(draws
                ? $"Residency over time: {Path.GetFullPath(options.PngPath)}"
                : "No chart of the residency over time: this build has no drawing library. The .NET tool kv contains it.");
        });
        if (draws)
        {
            DemoChart.Save(options.PngPath, options, outcome);
        }

        return ExitCode.Success;
    }
}
