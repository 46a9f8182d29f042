using IoPolicy.CommandLine;
using Spectre.Console;

namespace Kv.Demo;

/// <summary>Prints what the demo found: the table, and bars where there is a terminal to draw them on.</summary>
internal sealed class DemoReport(IAnsiConsole console, DemoOptions options, DemoOutcome outcome)
{
    private static readonly Color[] WayColors = [Color.Red, Color.Orange1, Color.Yellow, Color.Green];

    private readonly IReadOnlyList<WaySummary> _ways = WaySummary.Of(outcome);

    internal void Print(bool bars)
    {
        PrintConditions();
        console.Write(Table());
        if (bars)
        {
            PrintBars("Weight pages lost to the save", way => way.Save, DemoFact.WeightPagesLost);
            PrintBars("Checkpoint pages left in the cache by the save", way => way.Save, DemoFact.PagesLeft);
            PrintBars("Time of the save, in ms", way => way.Save, DemoFact.Time with { Value = step => Milliseconds(step.Seconds) });
        }
    }

    private void PrintConditions()
    {
        var checkpoint = outcome.Passes[0].CheckpointBytes;
        console.WriteLine(
            $"A checkpoint of {Formatting.Count(options.Tokens, "token")} ({Formatting.Bytes(checkpoint)}) saved and loaded beside {options.WeightsMiB} MiB of mapped weights in use, "
            + $"each way in a process of its own. A page is {Environment.SystemPageSize} bytes.");
        console.WriteLine(outcome.NoPressureReason is { } reason
            ? $"No memory pressure: {reason}. So this shows residency only; as root with a memory cgroup at hand it shows what is lost."
            : $"Each process has {options.LimitMiB} MiB (memory cgroup v{outcome.CgroupVersion})."
                + (options.LeavesRoom ? " That is room for all, so nothing has to go: a lower --limit-mib would show more." : ""));
        if (options.Runs > 1)
        {
            console.WriteLine($"Medians of {options.Runs} interleaved runs, and their range.");
        }

        console.WriteLine();
    }

    private Table Table()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var way in _ways)
        {
            table.AddColumn(new TableColumn(Markup.Escape(TwoLines(way.Way.Title()))).RightAligned().NoWrap());
        }

        AddRows(table, "save", way => way.Save);
        table.AddEmptyRow();
        AddRows(table, "load", way => way.Load);
        return table;
    }

    private void AddRows(Table table, string step, Func<WaySummary, StepSummary> of)
    {
        table.AddRow(new Markup($"[bold]{step}[/]"));
        foreach (var fact in DemoFact.All.Where(IsShown))
        {
            table.AddRow([fact.Name, .. _ways.Select(way => fact.Write(fact.Value(of(way))))]);
        }
    }

    private void PrintBars(string title, Func<WaySummary, StepSummary> of, DemoFact fact)
    {
        if (!IsShown(fact))
        {
            return;
        }

        console.WriteLine();
        var chart = new BarChart().Width(Math.Min(78, console.Profile.Width)).Label($"[bold]{title}[/]").LeftAlignLabel()
            .UseValueFormatter((value, _) => Formatting.Count((long)value));
        foreach (var (way, color) in _ways.Zip(WayColors))
        {
            chart.AddItem(way.Way.Title(), Math.Round(fact.Value(of(way)).Median), color);
        }

        console.Write(chart);
    }

    /// <summary>A long title goes on two lines, so that the table fits a terminal of 100 columns.</summary>
    private static string TwoLines(string title) => title.Replace(", ", ",\n", StringComparison.Ordinal).Replace(" at the end", "\nat the end", StringComparison.Ordinal);

    private bool IsShown(DemoFact fact) => outcome.NoPressureReason is null || !fact.NeedsPressure;

    private static Spread Milliseconds(Spread seconds) => new(seconds.Median * 1000, seconds.Least * 1000, seconds.Most * 1000);
}
