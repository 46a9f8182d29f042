using IoPolicy.CommandLine;

namespace Kv.Demo;

/// <summary>A row of the demo's table.</summary>
/// <param name="Name">The name of the figure in the table.</param>
/// <param name="Value">Gets the figure of a save or a load.</param>
/// <param name="Format">Formats the figure.</param>
/// <param name="NeedsPressure">Whether the figure has a meaning only with a memory limit.</param>
internal sealed record DemoTableRow(string Name, Func<StepSummary, Spread> Value, Func<double, string> Format, bool NeedsPressure)
{
    internal static DemoTableRow Time { get; } = new("time", step => step.Seconds, Formatting.Seconds, NeedsPressure: false);

    internal static DemoTableRow PagesLeft { get; } = new("checkpoint pages left in the cache", step => step.PagesLeft, Pages, NeedsPressure: false);

    internal static DemoTableRow WeightPagesLost { get; } = new("weight pages lost", step => step.WeightPagesLost, Pages, NeedsPressure: true);

    internal static IReadOnlyList<DemoTableRow> All { get; } =
    [
        Time,
        new("checkpoint pages at the peak", step => step.PeakPages, Pages, NeedsPressure: false),
        PagesLeft,
        WeightPagesLost,
        new("next pass over weights: major faults", step => step.NextPassMajorFaults, Pages, NeedsPressure: true),
        new("next pass over weights: time", step => step.NextPassSeconds, Formatting.Seconds, NeedsPressure: true),
    ];

    /// <summary>Formats the median, and the range if the runs differ. The range is in a second line.</summary>
    internal string Write(Spread spread)
    {
        var (median, least, most) = (Format(spread.Median), Format(spread.Least), Format(spread.Most));
        return least == most ? median : $"{median}\n({least}–{most})";
    }

    private static string Pages(double value) => Formatting.Count((long)value);
}
