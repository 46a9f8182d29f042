using IoPolicy.Testing;

namespace Docs.Tests.Readme;

/// <summary>Reads the table that the README quotes: some rows and columns of one table of the benchmarks page, unchanged.</summary>
internal static class QuotedTable
{
    internal const string Source = "docs/benchmarks.md";

    /// <summary>The paragraph before the table.</summary>
    private const string Caption = "**Save.** The weights are idle; ext4.";

    private static readonly string[] Columns = ["way", "time", "weight pages lost", "major faults", "next pass", "file pages: peak", "left"];

    private static readonly string[] Rows =
        ["no advice", "DONTNEED at the end (ds4)", "fdatasync, then DONTNEED", "RWF_DONTCACHE", "**IoPolicy, uncached**", "**IoPolicy, windows**"];

    /// <summary>Gets the table as Markdown.</summary>
    internal static string Read()
    {
        var lines = File.ReadAllLines(Repository.PathOf(Source));
        var caption = Array.IndexOf(lines, Caption);
        Assert.True(caption >= 0, $"{Source} has no paragraph '{Caption}'.");
        string[][] table = [.. lines.Skip(caption + 1).SkipWhile(line => line.Length == 0).TakeWhile(line => line.StartsWith('|')).Select(Cells)];
        int[] columns = [.. Columns.Select(column => IndexOf(table[0], column))];
        var rows = Rows.Select(name => table[IndexOf([.. table.Select(row => row[0])], name)]);
        return string.Concat(new[] { table[0], table[1] }.Concat(rows).Select(row => $"| {string.Join(" | ", columns.Select(column => row[column]))} |\n"));
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static int IndexOf(string[] names, string name)
    {
        var index = Array.IndexOf(names, name);
        return index >= 0 ? index : throw new FormatException($"{Source}, under '{Caption}': no {name} among {string.Join(", ", names)}.");
    }
}
