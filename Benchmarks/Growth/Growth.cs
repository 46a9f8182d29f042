using System.Globalization;
using IoPolicy.Benchmarks.Harness;
using IoPolicy.CommandLine;
using Kv.Demo;
using ScottPlot;

namespace IoPolicy.Benchmarks.Growth;

/// <summary>The results at one size.</summary>
/// <param name="Size">The number of bytes or threads.</param>
/// <param name="Seconds">The time of each round.</param>
/// <param name="PeakBytes">The largest number of cached bytes in each round.</param>
internal sealed record GrowthPoint(double Size, IReadOnlyList<double> Seconds, IReadOnlyList<double> PeakBytes);

/// <summary>Reports growth as a table and a chart.</summary>
internal static class Growth
{
    internal static void Report(Section section, string name, string title, string unit, IReadOnlyList<GrowthPoint> points, Func<double, string> size)
    {
        var sizes = points.Select(point => point.Size).ToArray();
        var time = Slope.Exponent(sizes, points.Select(point => Spread.Of(point.Seconds).Median));
        var peak = Slope.Exponent(sizes, points.Select(point => Spread.Of(point.PeakBytes).Median));
        section
            .Paragraph(string.Create(CultureInfo.InvariantCulture, $"**{title}.** Exponent of the time: {time:F2}. Exponent of the peak: {peak:F2}. (1 is linear, 0 is constant.)"))
            .Table(
                [unit, "time", "peak in the cache"],
                points.Select(point => (IReadOnlyList<string>)
                [
                    size(point.Size),
                    Spread.Of(point.Seconds).Text("F3", " s"),
                    Formatting.Bytes((long)Spread.Of(point.PeakBytes).Median),
                ]))
            .Chart(name, title, Draw(title, unit, points));
    }

    private static Plot Draw(string title, string unit, IReadOnlyList<GrowthPoint> points)
    {
        var plot = new Plot();
        var xs = points.Select(point => Math.Log2(point.Size)).ToArray();
        var seconds = plot.Add.Scatter(xs, points.Select(point => Spread.Of(point.Seconds).Median).ToArray());
        seconds.LegendText = "seconds";
        var peak = plot.Add.Scatter(xs, points.Select(point => Spread.Of(point.PeakBytes).Median / (1 << 20)).ToArray());
        peak.LegendText = "MiB cached at the peak";
        peak.Axes.YAxis = plot.Axes.Right;
        plot.Axes.Left.Label.Text = "seconds";
        plot.Axes.Right.Label.Text = "MiB cached at the peak";
        plot.Axes.Bottom.Label.Text = $"{unit} (power of two)";
        plot.Axes.SetLimitsY(0, points.Max(point => Spread.Of(point.Seconds).Median) * 1.1, plot.Axes.Left);
        plot.Axes.SetLimitsY(0, points.Max(point => Spread.Of(point.PeakBytes).Median) / (1 << 20) * 1.3, plot.Axes.Right);
        plot.Title(title);
        plot.ShowLegend(Alignment.UpperLeft);
        return plot;
    }
}
