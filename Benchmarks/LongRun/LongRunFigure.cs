using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using Kv.Demo;

namespace IoPolicy.Benchmarks.LongRun;

/// <summary>A figure that must stay flat.</summary>
/// <param name="Name">The name in the table, with the unit.</param>
/// <param name="Value">Reads the figure of a sample.</param>
/// <param name="Noise">A rise over the whole run up to this amount is no drift.</param>
internal sealed record LongRunFigure(string Name, Func<LongRunSample, double> Value, double Noise)
{
    /// <summary>A rise of this share of the mean is no drift either.</summary>
    private const double NoiseShare = 0.05;

    /// <summary>The first part of the run, in which the runtime compiles code and the caches fill.</summary>
    private const double WarmUpShare = 0.2;

    /// <summary>The row of the table: the medians of three parts, the slope, and the verdict.</summary>
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

    /// <summary>Whether the line through the samples rises by more than the noise over the run.</summary>
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
