namespace Kv.Demo;

/// <summary>What <c>kv demo --json</c> prints. Pages are of <see cref="PageBytes"/>.</summary>
internal sealed record DemoDocument
{
    public int Schema { get; init; } = 1;

    public required int PageBytes { get; init; }

    public required long WeightsBytes { get; init; }

    public required int Tokens { get; init; }

    public required long CheckpointBytes { get; init; }

    public required int Runs { get; init; }

    /// <summary>Whether there was a memory limit; without one nothing is lost, and only residency means anything.</summary>
    public required bool Pressure { get; init; }

    /// <summary>Why there was no memory limit.</summary>
    public string? NoPressureReason { get; init; }

    /// <summary>The limit of each child, in bytes.</summary>
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
            CheckpointBytes = outcome.Passes[0].CheckpointBytes,
            Runs = options.Runs,
            Pressure = pressure,
            NoPressureReason = outcome.NoPressureReason,
            LimitBytes = pressure ? options.LimitBytes : null,
            CgroupVersion = outcome.CgroupVersion,
            Ways = WaySummary.Of(outcome),
        };
    }
}
