using IoPolicy.CommandLine;
using Spectre.Console;

namespace Kv.Demo;

/// <summary>Prints the demo's results: the conditions, a table, bars on a terminal, and a conclusion.</summary>
internal sealed class DemoReport(IAnsiConsole console, DemoOptions options, DemoOutcome outcome)
{
    private readonly IReadOnlyList<WaySummary> _ways = WaySummary.Of(outcome);

    private bool HasPressure => outcome.NoPressureReason is null;

    internal void Print(bool bars)
    {
        PrintConditions();
        console.Write(Table());
        if (HasPressure)
        {
            console.WriteLine(
                "A major fault is a read from disk, because the program touched a page that was not in memory. The kernel reads the pages "
                + "around it as well, so one fault can stand for many pages. A fault without a lost page comes from the program itself.");
        }

        if (bars)
        {
            PrintBars("Weight pages lost to the save", way => way.Save, DemoTableRow.WeightPagesLost);
            PrintBars("Checkpoint pages left in the cache by the save", way => way.Save, DemoTableRow.PagesLeft);
            PrintBars("Time of the save, in ms", way => way.Save, DemoTableRow.Time with { Value = step => Milliseconds(step.Seconds) });
        }

        console.WriteLine();
        console.WriteLine(Conclusion());
        console.WriteLine();
    }

    private void PrintConditions()
    {
        var checkpoint = outcome.Results[0].CheckpointBytes;
        console.WriteLine(
            $"Each way runs in its own process. It saves and loads a checkpoint of {Formatting.Count(options.Tokens, "token")} ({Formatting.Bytes(checkpoint)}) "
            + $"beside {options.WeightsMiB} MiB of mapped weights in use. A page is {Environment.SystemPageSize} bytes.");
        console.WriteLine(outcome.NoPressureReason is { } reason
            ? $"No memory limit: {reason}. The table therefore shows residency only. As root with a memory cgroup, the demo also shows lost pages."
            : $"Each process may use {options.LimitMiB} MiB (memory cgroup v{outcome.CgroupVersion})."
                + (options.LeavesRoom ? " That is enough for everything, so the kernel reclaims nothing. Try a lower --limit-mib." : ""));
        if (options.Runs > 1)
        {
            console.WriteLine($"The figures are medians of {options.Runs} interleaved runs, with the range below.");
        }

        console.WriteLine();
    }

    /// <summary>Compares IoPolicy with the other durable way.</summary>
    private string Conclusion()
    {
        var policy = Save(DemoWay.IoPolicy);
        var durable = Save(DemoWay.NoAdviceDurable);
        return HasPressure
            ? $"Conclusion: with IoPolicy the save took {Formatting.Seconds(policy.Seconds.Median)} and pushed {Weights(policy)} out of memory; "
                + $"the same durable save without advice took {Formatting.Seconds(durable.Seconds.Median)} and pushed out {Weights(durable)}."
            : $"Conclusion: with IoPolicy the save left {Pages(policy.PagesLeft, "page")} of the checkpoint in the page cache; "
                + $"the same durable save without advice left {Pages(durable.PagesLeft, "page")}.";
    }

    private StepSummary Save(DemoWay way) => _ways.First(summary => summary.Way == way).Save;

    private static string Weights(StepSummary step) => Pages(step.WeightPagesLost, "weight page");

    private static string Pages(Spread pages, string thing) => Formatting.Count((long)pages.Median, thing);

    private Table Table()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("");
        foreach (var way in _ways)
        {
            table.AddColumn(new TableColumn(Markup.Escape(TwoLines(way.Way.Title()))).RightAligned().NoWrap());
        }

        AddRows(table, "save", way => way.Save);
        table.AddRow(["on disk when it returns", .. _ways.Select(way => way.Way.IsDurable() ? "yes" : "no")]);
        table.AddEmptyRow();
        AddRows(table, "load", way => way.Load);
        return table;
    }

    private void AddRows(Table table, string step, Func<WaySummary, StepSummary> stepOf)
    {
        table.AddRow(new Markup($"[bold]{step}[/]"));
        foreach (var fact in DemoTableRow.All.Where(IsShown))
        {
            table.AddRow([fact.Name, .. _ways.Select(way => fact.Write(fact.Value(stepOf(way))))]);
        }
    }

    private void PrintBars(string title, Func<WaySummary, StepSummary> stepOf, DemoTableRow fact)
    {
        if (!IsShown(fact))
        {
            return;
        }

        console.WriteLine();
        var chart = new BarChart().Width(Math.Min(78, console.Profile.Width)).Label($"[bold]{title}[/]").LeftAlignLabel()
            .UseValueFormatter((value, _) => Formatting.Count((long)value));
        foreach (var way in _ways)
        {
            chart.AddItem(way.Way.Title(), Math.Round(fact.Value(stepOf(way)).Median), Color.FromHex(way.Way.Color()));
        }

        console.Write(chart);
    }

    /// <summary>Breaks a long title into two lines, so that the table fits a terminal of 100 columns.</summary>
    private static string TwoLines(string title) => title.Replace(", ", ",\n", StringComparison.Ordinal).Replace(" at the end", "\nat the end", StringComparison.Ordinal);

    private bool IsShown(DemoTableRow fact) => HasPressure || !fact.NeedsPressure;

    private static Spread Milliseconds(Spread seconds) => new(seconds.Median * 1000, seconds.Least * 1000, seconds.Most * 1000);
}
