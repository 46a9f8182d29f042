using IoPolicy;
using IoPolicy.CommandLine;
using ScottPlot;

namespace Kv.Output;

/// <summary>Draws page maps as a PNG with one row per file, and fills the cached parts.</summary>
internal static class PageMapChart
{
    private const int Width = 1400;
    private const int RowHeight = 34;
    private const int FrameHeight = 150;

    /// <summary>The number of parts, which is about the number of pixels in a row.</summary>
    private const int Parts = 1200;

    private const int Shades = 4;

    private static readonly Color Cached = Color.FromHex("#0072B2");
    private static readonly Color File = Color.FromHex("#DDDDDD");

    /// <summary>Draws the maps and writes the file.</summary>
    /// <exception cref="CommandException">The file cannot be written.</exception>
    internal static void Save(string path, IReadOnlyList<(string Name, ResidencyMap Map)> files)
    {
        using var plot = new Plot();
        for (var row = 0; row < files.Count; row++)
        {
            Draw(plot, files[row].Map, files.Count - 1 - row);
        }

        plot.Title("Pages in the page cache");
        plot.XLabel("offset in the file, MiB");
        plot.Axes.Left.SetTicks(
            [.. Enumerable.Range(0, files.Count).Select(row => (double)(files.Count - 1 - row))],
            [.. files.Select(file => Label(file.Name, file.Map))]);
        plot.Axes.Margins(horizontal: 0.01, vertical: 0.05);
        plot.HideGrid();
        try
        {
            System.IO.File.WriteAllBytes(path, plot.GetImageBytes(Width, FrameHeight + (RowHeight * files.Count), ImageFormat.Png));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{path}: the chart cannot be written: {failure.Message}", failure);
        }
    }

    private static void Draw(Plot plot, ResidencyMap map, int row)
    {
        Fill(plot, 0, map.Pages, map, row, File);
        var shares = PageMap.Shares(map, Parts);

        // One rectangle covers adjacent parts of the same shade, because antialiasing leaves a seam between two rectangles.
        for (int from = 0, to; from < shares.Length; from = to)
        {
            var shade = Shade(shares[from]);
            for (to = from + 1; to < shares.Length && Shade(shares[to]) == shade; to++)
            {
            }

            if (shade > 0)
            {
                Fill(plot, (double)from * map.Pages / shares.Length, (double)to * map.Pages / shares.Length, map, row, Cached.WithOpacity(shade / (double)Shades));
            }
        }
    }

    /// <summary>Rounds the share of cached pages up to a shade. Shade 0 means that no page is cached.</summary>
    private static int Shade(double share) => (int)Math.Ceiling((share * Shades) - 1e-9);

    private static void Fill(Plot plot, double fromPage, double toPage, ResidencyMap map, int row, Color color)
    {
        var pageMiB = (double)map.PageSize / Formatting.MiB;
        var rectangle = plot.Add.Rectangle(fromPage * pageMiB, toPage * pageMiB, row - 0.35, row + 0.35);
        rectangle.FillColor = color;
        rectangle.LineWidth = 0;
    }

    private static string Label(string name, ResidencyMap map)
    {
        var shown = Path.GetFileName(name);
        return $"{(shown.Length > 20 ? shown[..12] + "…" : shown)}  {(map.IsKnown ? Formatting.Share(map.CachedPages, map.Pages) : "unknown")}";
    }
}
