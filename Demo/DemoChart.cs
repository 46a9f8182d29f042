using IoPolicy.CommandLine;
using ScottPlot;

namespace Kv.Demo;

/// <summary>Draws residency over time as a PNG: checkpoint pages above, weight pages below, the save left, the load right.</summary>
internal static class DemoChart
{
    private const int Width = 1400;
    private const int Height = 900;

    /// <summary>Told apart by people who do not see red and green apart, too (Okabe and Ito's palette).</summary>
    private static readonly Dictionary<DemoWay, Color> WayColors = new()
    {
        [DemoWay.NoHint] = Color.FromHex("#D55E00"),
        [DemoWay.Durable] = Color.FromHex("#E69F00"),
        [DemoWay.DontNeedAtEnd] = Color.FromHex("#0072B2"),
        [DemoWay.IoPolicy] = Color.FromHex("#009E73"),
    };

    /// <summary>Finds out before the work whether its chart can be written after it.</summary>
    /// <exception cref="CommandException">It cannot.</exception>
    internal static void EnsureWritable(string path)
    {
        try
        {
            var isNew = !File.Exists(path);
            File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
            if (isNew)
            {
                File.Delete(path);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: the chart cannot be written here; name another file with --png", failure);
        }
    }

    /// <summary>Draws the first run of each way.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    internal static void Save(string path, DemoOutcome outcome)
    {
        var passes = outcome.Passes.DistinctBy(pass => pass.Way).ToArray();
        var panels = new Multiplot { Layout = new LegendBelowGrid() };
        panels.AddPlots(5);
        DrawCheckpoint(panels.GetPlot(0), "Save: checkpoint in the page cache", passes, pass => pass.Save);
        DrawCheckpoint(panels.GetPlot(1), "Load: checkpoint in the page cache", passes, pass => pass.Load);
        DrawWeights(panels.GetPlot(2), "Save: weights in memory", passes, pass => pass.Save);
        DrawWeights(panels.GetPlot(3), "Load: weights in memory", passes, pass => pass.Load);
        DrawLegend(panels.GetPlot(4), passes);
        try
        {
            File.WriteAllBytes(path, panels.Render(Width, Height).GetImageBytes(ImageFormat.Png));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: the chart cannot be written: {failure.Message}", failure);
        }
    }

    private static void DrawCheckpoint(Plot plot, string title, PassResult[] passes, Func<PassResult, StepResult> step)
    {
        Draw(plot, title, passes, step, sample => sample.CheckpointPages);
        var most = passes.SelectMany(pass => step(pass).Samples).Max(sample => MiB(sample.CheckpointPages));
        plot.Axes.SetLimitsY(-0.03 * most, Math.Max(1, most * 1.08));
    }

    /// <summary>What is lost is a small part of the weights, so the axis shows that part and does not begin at 0.</summary>
    private static void DrawWeights(Plot plot, string title, PassResult[] passes, Func<PassResult, StepResult> step)
    {
        Draw(plot, title, passes, step, sample => sample.WeightsPages);
        var sizes = passes.SelectMany(pass => step(pass).Samples).Select(sample => MiB(sample.WeightsPages)).ToArray();
        var margin = Math.Max(sizes.Max() - sizes.Min(), sizes.Max() * 0.05) * 0.2;
        plot.Axes.SetLimitsY(sizes.Min() - margin, sizes.Max() + margin);
    }

    private static void Draw(Plot plot, string title, PassResult[] passes, Func<PassResult, StepResult> step, Func<PageSample, long> pages)
    {
        foreach (var pass in passes)
        {
            var samples = step(pass).Samples;
            var line = plot.Add.ScatterLine(samples.Select(sample => sample.Seconds).ToArray(), samples.Select(sample => MiB(pages(sample))).ToArray());
            line.Color = WayColors[pass.Way];
            line.LineWidth = pass.Way == DemoWay.IoPolicy ? 3 : 2;
        }

        foreach (var pass in passes)
        {
            var end = step(pass).Samples.First(sample => sample.Seconds >= step(pass).EndedAt);
            plot.Add.Marker(end.Seconds, MiB(pages(end)), MarkerShape.FilledCircle, 9, WayColors[pass.Way]);
        }

        plot.Title(title);
        plot.XLabel("seconds since it began  (●: it ends, and the next pass over the weights begins)");
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Bottom.Label.FontSize = 13;
        plot.YLabel("MiB");
        plot.Axes.Left.Label.Bold = false;
    }

    private static void DrawLegend(Plot plot, PassResult[] passes)
    {
        plot.Layout.Frameless();
        plot.HideGrid();
        plot.Legend.ManualItems.AddRange(passes.Select(pass => new LegendItem
        {
            LabelText = pass.Way.Title(),
            LineColor = WayColors[pass.Way],
            LineWidth = 3,
        }));
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 15;
        plot.ShowLegend(Alignment.MiddleCenter, Orientation.Horizontal);
    }

    private static double MiB(long pages) => (double)pages * Environment.SystemPageSize / Formatting.MiB;
}
