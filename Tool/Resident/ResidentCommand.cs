using System.CommandLine;
using IoPolicy.CommandLine;
using IoPolicy.Tool.Options;
using Spectre.Console;

namespace IoPolicy.Tool.Resident;

/// <summary><c>iopolicy resident</c>: shows which files fill the page cache.</summary>
internal static class ResidentCommand
{
    private const int DefaultInterval = 2;

    private static readonly Argument<string[]> Paths = new("PATH") { Description = "Files, or directories with all files below them.", Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<int[]> Pid = new("--pid") { Description = "Measure the open and mapped files of process N. Can be repeated.", HelpName = "N" };

    private static readonly Option<string?> Cgroup =
        OptionKinds.PathOption("PATH", "Measure the processes of a memory cgroup and its children: its directory, or its path below the cgroup mount.", "--cgroup");

    private static readonly Option<FileOrder> Sort = new("--sort")
    {
        Description = "Sort by this column.",
        HelpName = "cached|dirty|mapped|size|path",
        DefaultValueFactory = _ => FileOrder.Cached,
    };

    private static readonly Option<int?> Top = OptionKinds.PositiveInteger("--top", "Show the first N files only. The totals include all files.");
    private static readonly Option<bool> Watch = new("--watch") { Description = "Measure again and again until Ctrl-C." };
    private static readonly Option<int> Interval = OptionKinds.PositiveInteger("--interval", "With --watch, wait N seconds between measurements.", DefaultInterval);

    internal static Command Create()
    {
        var command = new Command("resident", "Show which files of a process, a cgroup or a directory are in the page cache. Needs Linux.")
        {
            Paths, Pid, Cgroup, Sort, Top, Watch, Interval, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction((parsed, cancellation) => RunAsync(
            QueryOf(parsed), parsed.GetValue(Watch) ? TimeSpan.FromSeconds(parsed.GetValue(Interval)) : null, CommonOptions.OutputOptionsOf(parsed), cancellation));
        return command;
    }

    private static ResidentQuery QueryOf(ParseResult parsed)
    {
        var query = new ResidentQuery(
            parsed.GetValue(Pid) ?? [], parsed.GetValue(Cgroup), parsed.GetValue(Paths) ?? [], parsed.GetValue(Sort), parsed.GetValue(Top));
        var kinds = (query.ProcessIds.Count > 0 ? 1 : 0) + (query.Cgroup is null ? 0 : 1) + (query.Paths.Count > 0 ? 1 : 0);
        return kinds == 1 ? query
            : kinds == 0 ? throw CommandException.Usage("name a process (--pid), a cgroup (--cgroup) or a path")
            : throw CommandException.Usage("--pid, --cgroup and paths exclude each other");
    }

    private static async Task<int> RunAsync(ResidentQuery query, TimeSpan? interval, OutputOptions output, CancellationToken cancellation)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new CommandException("the page cache can be measured on Linux only");
        }

        if (interval is not { } time)
        {
            Report(query.Measure(cancellation), output);
            return ExitCode.Success;
        }

        Interruption.CtrlCIsNormal = true;
        try
        {
            await (Terminal.IsInteractive && output is { Json: false, Quiet: false }
                ? RedrawAsync(query, time, cancellation)
                : RepeatAsync(query, time, output, cancellation)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is the normal end. CommandProgram handles the other signals.
        }

        return ExitCode.Success;
    }

    /// <summary>Writes one table, or one JSON document in a line, for each measurement.</summary>
    private static async Task RepeatAsync(ResidentQuery query, TimeSpan interval, OutputOptions output, CancellationToken cancellation)
    {
        while (true)
        {
            Report(query.Measure(cancellation), output);
            await Task.Delay(interval, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task RedrawAsync(ResidentQuery query, TimeSpan interval, CancellationToken cancellation)
    {
        // The screen lines that show no file: the head, the wrapped total, the cgroup's figures, the time, and the line of the cursor.
        const int OtherLines = 16;
        var fits = query with { Top = Math.Min(query.Top ?? int.MaxValue, Math.Max(1, Terminal.Output.Profile.Height - OtherLines)) };
        Text View() => new(string.Join('\n', ResidentTable.Lines(fits.Measure(cancellation)).Append($"at {DateTime.UtcNow:HH:mm:ss}Z")));
        await Terminal.Output.Live(View()).StartAsync(async context =>
        {
            while (true)
            {
                await Task.Delay(interval, cancellation).ConfigureAwait(false);
                context.UpdateTarget(View());
            }
        }).ConfigureAwait(false);
    }

    private static void Report(ResidentDocument document, OutputOptions output) => output.Report(document, static () => ResidentJson.Default.ResidentDocument, static result =>
    {
        using var lines = StandardStreams.OpenLines();
        foreach (var line in ResidentTable.Lines(result))
        {
            lines.WriteLine(line);
        }
    });
}
