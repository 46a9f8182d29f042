namespace Kv.Demo;

/// <summary>The figures of one way over all runs.</summary>
internal sealed record WaySummary
{
    public required DemoWay Way { get; init; }

    public required StepSummary Save { get; init; }

    public required StepSummary Load { get; init; }

    internal static IReadOnlyList<WaySummary> Of(DemoOutcome outcome) =>
    [
        .. from result in outcome.Results
           group result by result.Way into runs
           select new WaySummary
           {
               Way = runs.Key,
               Save = StepSummary.Of(runs.Select(run => run.Save)),
               Load = StepSummary.Of(runs.Select(run => run.Load)),
           },
    ];
}

/// <summary>The figures of a save or a load over all runs. Pages have the system's page size.</summary>
internal sealed record StepSummary
{
    public required Spread Seconds { get; init; }

    public required Spread PeakPages { get; init; }

    public required Spread PagesLeft { get; init; }

    public required Spread WeightPagesLost { get; init; }

    public required Spread NextPassMajorFaults { get; init; }

    public required Spread NextPassSeconds { get; init; }

    internal static StepSummary Of(IEnumerable<StepResult> steps)
    {
        var all = steps.ToArray();
        return new StepSummary
        {
            Seconds = Spread.Of(all.Select(step => step.Seconds)),
            PeakPages = Spread.Of(all.Select(step => (double)step.PeakPages)),
            PagesLeft = Spread.Of(all.Select(step => (double)step.PagesLeft)),
            WeightPagesLost = Spread.Of(all.Select(step => (double)step.WeightPagesLost)),
            NextPassMajorFaults = Spread.Of(all.Select(step => (double)step.NextPassMajorFaults)),
            NextPassSeconds = Spread.Of(all.Select(step => step.NextPassSeconds)),
        };
    }
}

/// <summary>The measurements of all children.</summary>
internal sealed record DemoOutcome
{
    /// <summary>The reason for the missing memory limit; null with a limit.</summary>
    public required string? NoPressureReason { get; init; }

    /// <summary>The cgroup version, 1 or 2; null without a memory limit.</summary>
    public required int? CgroupVersion { get; init; }

    /// <summary>The measurements in the order of the runs.</summary>
    public required IReadOnlyList<ChildResult> Results { get; init; }
}
