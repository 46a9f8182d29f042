using System.Text;
using IoPolicy.Testing;
using ScottPlot;

namespace IoPolicy.Benchmarks.Harness;

/// <summary>What a family has to say: Markdown, and the charts that it shows.</summary>
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

    /// <summary>A chart as a PNG beside the documents.</summary>
    /// <param name="name">Its file name, without extension.</param>
    /// <param name="caption">What it shows, for those who don't see it.</param>
    /// <param name="plot">What is drawn.</param>
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
