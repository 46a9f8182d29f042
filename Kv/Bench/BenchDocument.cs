using Kv.Demo;

namespace Kv.Bench;

/// <summary>The JSON document of <c>kv bench --json</c>.</summary>
internal sealed record BenchDocument
{
    public int Schema { get; init; } = 1;

    public required int Tokens { get; init; }

    public required long CheckpointBytes { get; init; }

    public required int Entries { get; init; }

    public required int Runs { get; init; }

    public required IReadOnlyList<BenchMeasurement> Measurements { get; init; }
}

/// <summary>The time and the rate of one kind of work.</summary>
internal sealed record BenchMeasurement
{
    public required string Work { get; init; }

    public required Spread Seconds { get; init; }

    public required Spread Rate { get; init; }

    /// <summary>The unit of the rate: MiB/s or entries/s.</summary>
    public required string Unit { get; init; }

    internal static BenchMeasurement Of(string work, string unit, IReadOnlyCollection<double> seconds, double amount) => new()
    {
        Work = work,
        Seconds = Spread.Of(seconds),
        Rate = Spread.Of(seconds.Select(time => amount / time)),
        Unit = unit,
    };
}
