using System.Globalization;
using Kv.Demo;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>Formats figures for the tables.</summary>
internal static class Figures
{
    /// <summary>Formats the median and, in parentheses, the range.</summary>
    internal static string Text(this Spread spread, string format, string unit) => string.Create(
        CultureInfo.InvariantCulture,
        $"{spread.Median.ToString(format, CultureInfo.InvariantCulture)}{unit} ({spread.Least.ToString(format, CultureInfo.InvariantCulture)}–{spread.Most.ToString(format, CultureInfo.InvariantCulture)})");

    /// <summary>
    /// Divides the figures of one contender by those of a second contender, round by round. In a round, the two ran close together in time, so
    /// a slow minute of the machine cancels out.
    /// </summary>
    internal static Spread Ratio(IEnumerable<double> numerators, IEnumerable<double> denominators) =>
        Spread.Of(numerators.Zip(denominators, static (numerator, denominator) => numerator / denominator));
}
