using IoPolicy.CommandLine;

namespace Kv.Demo;

/// <summary>The rows of the demo's table: what each figure is called and how it is written.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="Value">The figure, of a save or of a load.</param>
/// <param name="Format">How it is written.</param>
/// <param name="NeedsPressure">Whether it means anything only under a memory limit.</param>
internal sealed record DemoFact(string Name, Func<StepSummary, Spread> Value, Func<double, string> Format, bool NeedsPressure)
{
    internal static DemoFact Time { get; } = new("time", step => step.Seconds, Formatting.Seconds, NeedsPressure: false);

    internal static DemoFact PagesLeft { get; } = new("checkpoint pages left in the cache", step => step.PagesLeft, Pages, NeedsPressure: false);

    internal static DemoFact WeightPagesLost { get; } = new("weight pages lost", step => step.WeightPagesLost, Pages, NeedsPressure: true);

    internal static IReadOnlyList<DemoFact> All { get; } =
    [
        Time,
        new("checkpoint pages at the peak", step => step.PeakPages, Pages, NeedsPressure: false),
        PagesLeft,
        WeightPagesLost,
        new("next pass over weights: major faults", step => step.NextPassMajorFaults, Pages, NeedsPressure: true),
        new("next pass over weights: time", step => step.NextPassSeconds, Formatting.Seconds, NeedsPressure: true),
    ];

    /// <summary>The median; and the range, where there were several runs and they differ.</summary>
    internal string Write(Spread spread)
    {
        var (median, least, most) = (Format(spread.Median), Format(spread.Least), Format(spread.Most));
        return least == most ? median : $"{median}\n({least}–{most})";
    }

    private static string Pages(double value) => Formatting.Count((long)value);
}
