using System.Text;
using IoPolicy.Testing;
using ScottPlot;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>The output of a family: Markdown and charts.</summary>
internal sealed class Section
{
    private const int ChartWidth = 900;
    private const int ChartHeight = 480;

    private readonly StringBuilder _markdown = new();
    private readonly List<(string Path, Plot Plot)> _charts = [];

    internal string Markdown => _markdown.ToString().TrimEnd();

    internal Section Paragraph(string text)
    {
        _markdown.Append(text).Append("\n\n");
        return this;
    }

    internal Section Table(IReadOnlyList<string> head, IEnumerable<IReadOnlyList<string>> rows)
    {
        Row(head);
        Row([.. head.Select((_, column) => column == 0 ? "---" : "---:")]);
        foreach (var row in rows)
        {
            Row(row);
        }

        _markdown.Append('\n');
        return this;
    }

    /// <summary>Adds a chart, as a PNG file in the documents' directory.</summary>
    /// <param name="name">The file name without its extension.</param>
    /// <param name="caption">The alternative text of the image.</param>
    /// <param name="plot">The chart.</param>
    internal Section Chart(string name, string caption, Plot plot)
    {
        _charts.Add((Repository.PathOf($"docs/charts/{name}.png"), plot));
        return Paragraph($"![{caption}](charts/{name}.png)");
    }

    internal void SaveCharts()
    {
        foreach (var (path, plot) in _charts)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            plot.SavePng(path, ChartWidth, ChartHeight);
        }
    }

    private void Row(IReadOnlyList<string> cells) => _markdown.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
}
