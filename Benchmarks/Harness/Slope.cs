namespace IoPolicy.Benchmarks.Harness;

/// <summary>Measures the growth of a figure.</summary>
internal static class Slope
{
    /// <summary>
    /// Gets the exponent of a figure's growth with the size: 1 is linear, 0 is constant. It is the slope of the least-squares line
    /// through the logarithms.
    /// </summary>
    internal static double Exponent(IEnumerable<double> sizes, IEnumerable<double> figures)
    {
        return Linear([.. sizes.Select(size => Math.Log(size))], [.. figures.Select(figure => Math.Log(figure))]);
    }

    /// <summary>Gets the slope of the least-squares line through the points.</summary>
    internal static double Linear(IReadOnlyList<double> xs, IReadOnlyList<double> ys)
    {
        var (x, y) = (xs.Average(), ys.Average());
        return xs.Zip(ys, (a, b) => (a - x) * (b - y)).Sum() / xs.Sum(a => (a - x) * (a - x));
    }
}
