namespace Kv.Demo;

/// <summary>The JSON document of <c>kv demo --json</c>. A page has <see cref="PageBytes"/> bytes.</summary>
internal sealed record DemoDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required long WeightsBytes { get; init; }

    public required int Tokens { get; init; }

    public required long CheckpointBytes { get; init; }

    public required int Runs { get; init; }

    /// <summary>Whether the demo ran with a memory limit. Without a limit, no weight page is lost, so only the numbers of cached pages have a meaning.</summary>
    public required bool Pressure { get; init; }

    /// <summary>The reason for the missing memory limit; null with a limit.</summary>
    public string? NoPressureReason { get; init; }

    /// <summary>The memory limit of each child, in bytes; null without a limit.</summary>
    public long? LimitBytes { get; init; }

    public int? CgroupVersion { get; init; }

    public required IReadOnlyList<WaySummary> Ways { get; init; }

    internal static DemoDocument Of(DemoOptions options, DemoOutcome outcome)
    {
        var pressure = outcome.NoPressureReason is null;
        return new DemoDocument
        {
            PageBytes = Environment.SystemPageSize,
            WeightsBytes = options.WeightsBytes,
            Tokens = options.Tokens,
            CheckpointBytes = outcome.Results[0].CheckpointBytes,
            Runs = options.Runs,
            Pressure = pressure,
            NoPressureReason = outcome.NoPressureReason,
            LimitBytes = pressure ? options.LimitBytes : null,
            CgroupVersion = outcome.CgroupVersion,
            Ways = WaySummary.Of(outcome),
        };
    }
}
