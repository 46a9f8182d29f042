using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using Kv.Demo;

namespace IoPolicy.Benchmarks.LongRun;

/// <summary>A figure that must not grow over time.</summary>
/// <param name="Name">The name in the table, with the unit.</param>
/// <param name="Value">Reads the figure of a sample.</param>
/// <param name="Noise">The rise over the whole run up to which the figure counts as flat.</param>
internal sealed record LongRunFigure(string Name, Func<LongRunSample, double> Value, double Noise)
{
    /// <summary>A figure also counts as flat up to a rise of this share of its mean.</summary>
    private const double NoiseShare = 0.05;

    /// <summary>The share of the samples that are left out at the start, while the .NET runtime compiles code and the caches fill.</summary>
    private const double WarmUpShare = 0.2;

    /// <summary>Gets the row of the table: the medians of three parts, the slope, and the verdict.</summary>
    internal IReadOnlyList<string> Row(IReadOnlyList<LongRunSample> samples)
    {
        var (perHour, drifts) = Judge(samples);
        var steady = Steady(samples);
        var part = Math.Max(1, steady.Count / 5);
        return
        [
            Name,
            Median(steady.Take(part)),
            Median(steady.Skip((steady.Count - part) / 2).Take(part)),
            Median(steady.TakeLast(part)),
            perHour.ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture),
            drifts ? "**drifts**" : "flat",
        ];
    }

    /// <summary>Whether the least-squares line through the samples rises over the run by more than <see cref="Noise"/> and <see cref="NoiseShare"/> allow.</summary>
    internal bool Drifts(IReadOnlyList<LongRunSample> samples) => Judge(samples).Drifts;

    private static IReadOnlyList<LongRunSample> Steady(IReadOnlyList<LongRunSample> samples) => [.. samples.Skip((int)(WarmUpShare * samples.Count))];

    private (double PerHour, bool Drifts) Judge(IReadOnlyList<LongRunSample> samples)
    {
        var steady = Steady(samples);
        var figures = steady.Select(Value).ToArray();
        var perSecond = Slope.Linear([.. steady.Select(sample => sample.Seconds)], figures);
        var change = perSecond * (steady[^1].Seconds - steady[0].Seconds);
        return (3600 * perSecond, change > Math.Max(Noise, NoiseShare * figures.Average()));
    }

    private string Median(IEnumerable<LongRunSample> samples) => Spread.Of(samples.Select(Value)).Median.ToString("N1", CultureInfo.InvariantCulture);
}
