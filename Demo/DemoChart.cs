using IoPolicy.CommandLine;
using ScottPlot;
using ScottPlot.Plottables;

namespace Kv.Demo;

/// <summary>Draws residency over time as a PNG: checkpoint pages above, weight pages below; the save on the left, the load on the right.</summary>
internal static class DemoChart
{
    private const int Width = 1400;
    private const int Height = 900;

    /// <summary>Checks before the work that the chart can be written after the work.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
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
    internal static void Save(string path, DemoOptions options, DemoOutcome outcome)
    {
        var results = outcome.Results.DistinctBy(result => result.Way).ToArray();
        var panels = new Multiplot { Layout = new TitledGrid() };
        panels.AddPlots(6);
        long? limit = outcome.NoPressureReason is null ? options.LimitMiB : null;
        DrawPanel(panels.GetPlot(0), "Save: checkpoint in the page cache", results, result => result.Save, sample => sample.CheckpointPages, limit: null);
        DrawPanel(panels.GetPlot(1), "Load: checkpoint in the page cache", results, result => result.Load, sample => sample.CheckpointPages, limit: null);
        DrawPanel(panels.GetPlot(2), "Save: weights in memory", results, result => result.Save, sample => sample.WeightsPages, limit);
        DrawPanel(panels.GetPlot(3), "Load: weights in memory", results, result => result.Load, sample => sample.WeightsPages, limit);
        DrawLegend(panels.GetPlot(4), results);
        DrawTitle(
            panels.GetPlot(5),
            $"The page cache while a checkpoint of {Formatting.Bytes(results[0].CheckpointBytes)} is saved and loaded beside {options.WeightsMiB} MiB of weights in use"
            + (limit is null ? "" : $" (memory limit {limit} MiB)"));
        try
        {
            File.WriteAllBytes(path, panels.Render(Width, Height).GetImageBytes(ImageFormat.Png));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: the chart cannot be written: {failure.Message}", failure);
        }
    }

    /// <summary>Draws one panel, with the memory limit in MiB if there is one. The vertical axis starts at 0, so that heights compare.</summary>
    private static void DrawPanel(
        Plot plot, string title, ChildResult[] results, Func<ChildResult, StepResult> step, Func<PageSample, long> pages, long? limit)
    {
        Draw(plot, title, results, step, pages);
        if (limit is { } value)
        {
            _ = plot.Add.HorizontalLine(value, width: 1.5f, color: Colors.Black, pattern: LinePattern.Dashed);
            _ = AddText(plot, "dashed: the memory limit for weights, checkpoint and program", Alignment.LowerRight);
        }

        var most = results.SelectMany(result => step(result).Samples).Max(sample => MiB(pages(sample)));
        plot.Axes.SetLimitsX(0, 1.02 * results.SelectMany(result => step(result).Samples).Max(sample => sample.Seconds));
        plot.Axes.SetLimitsY(0, Math.Max(1, Math.Max(most, limit ?? 0) * 1.08));
    }

    private static void Draw(Plot plot, string title, ChildResult[] results, Func<ChildResult, StepResult> step, Func<PageSample, long> pages)
    {
        foreach (var result in results)
        {
            var samples = step(result).Samples;
            var line = plot.Add.ScatterLine(samples.Select(sample => sample.Seconds).ToArray(), samples.Select(sample => MiB(pages(sample))).ToArray());
            line.Color = ColorOf(result.Way);
            line.LineWidth = result.Way == DemoWay.IoPolicy ? 3 : 2;
        }

        foreach (var result in results)
        {
            var end = step(result).Samples.First(sample => sample.Seconds >= step(result).EndedAt);
            plot.Add.Marker(end.Seconds, MiB(pages(end)), MarkerShape.FilledCircle, 9, ColorOf(result.Way));
        }

        plot.Title(title);
        plot.XLabel("seconds  (●: the step ends, and the next pass over the weights begins)");
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Bottom.Label.FontSize = 13;
        plot.YLabel("MiB");
        plot.Axes.Left.Label.Bold = false;
    }

    private static void DrawLegend(Plot plot, ChildResult[] results)
    {
        plot.Layout.Frameless();
        plot.HideGrid();
        plot.Legend.ManualItems.AddRange(results.Select(result => new LegendItem
        {
            LabelText = result.Way.Title(),
            LineColor = ColorOf(result.Way),
            LineWidth = 3,
        }));
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.FontSize = 15;
        plot.ShowLegend(Alignment.MiddleCenter, Orientation.Horizontal);
    }

    private static void DrawTitle(Plot plot, string title)
    {
        plot.Layout.Frameless();
        plot.HideGrid();
        var text = AddText(plot, title, Alignment.MiddleCenter);
        text.LabelFontSize = 19;
        text.LabelBold = true;
    }

    /// <summary>Adds text without the box that ScottPlot draws around annotations.</summary>
    private static Annotation AddText(Plot plot, string text, Alignment alignment)
    {
        var annotation = plot.Add.Annotation(text, alignment);
        annotation.LabelBackgroundColor = Colors.Transparent;
        annotation.LabelBorderColor = Colors.Transparent;
        annotation.LabelShadowColor = Colors.Transparent;
        return annotation;
    }

    private static Color ColorOf(DemoWay way) => Color.FromHex(way.Color());

    private static double MiB(long pages) => (double)pages * Environment.SystemPageSize / Formatting.MiB;
}
