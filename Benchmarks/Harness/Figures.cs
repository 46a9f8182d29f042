using System.Globalization;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Figures as the tables have them.</summary>
internal static class Figures
{
    /// <summary>The median, and the range behind it.</summary>
    internal static string Text(this Spread spread, string format, string unit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)}{unit} ({spread.Least.ToString(format, CultureInfo.InvariantCulture)}–{spread.Most.ToString(format, CultureInfo.InvariantCulture)})");

    /// <summary>
    /// One contender over another, round by round: neighbours in time are compared, so that a slow minute of the machine
    /// cancels out.
    /// </summary>
    internal static Spread Ratio(IEnumerable<double> numerators, IEnumerable<double> denominators) =>
        Spread.Of(numerators.Zip(denominators, static (numerator, denominator) => numerator / denominator));
}
