using System.Text.RegularExpressions;
using IoPolicy.Testing;

namespace Docs.Tests.Markdown;

/// <summary>Checks that the summary of <c>docs/benchmarks.md</c> has ten lines, and that their figures are in the tables below it.</summary>
public sealed partial class BenchmarkSummaryTests
{
    private const string NextHeading = "## Run them";

    private static readonly string[] Parts = Repository.Read("docs/benchmarks.md").Split(NextHeading, 2);

    private static string[] Lines => [.. Parts[0].Split('\n').Where(line => line.StartsWith("- ", StringComparison.Ordinal))];

    [Fact]
    public void The_summary_has_ten_lines_with_figures()
    {
        Assert.Equal(10, Lines.Length);
        Assert.All(Lines, line => Assert.Matches(Figure(), line));
    }

    [Fact]
    public void Each_figure_is_a_cell_of_a_table()
    {
        string[] cells = [.. Parts[1].Split('\n').Where(line => line.StartsWith('|')).SelectMany(line => line.Split('|')).Select(Median)];
        Assert.Empty(Lines.SelectMany(line => Figure().Matches(line)).Select(match => match.Groups[1].Value).Except(cells));
    }

    /// <summary>Gets the text of a cell without the range in parentheses.</summary>
    private static string Median(string cell) => cell.Split('(')[0].Trim();

    [GeneratedRegex(@"\*\*(.+?)\*\*")]
    private static partial Regex Figure();
}
