namespace Kv.Demo;

/// <summary>The median and the range of several runs.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    /// <summary>Gets the median and the range of at least one value.</summary>
    internal static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}
