using System.Text.RegularExpressions;
using IoPolicy.Testing;

namespace Architecture.Tests;

/// <summary>Reads the tables of <c>docs/architecture.md</c>, which the tests compare with the code.</summary>
internal static partial class ArchitecturePage
{
    /// <summary>Gets the projects that each project may reference, by its directory.</summary>
    internal static IReadOnlyDictionary<string, string[]> Projects { get; } =
        Rows("Where things live").ToDictionary(row => Codes(row[0]).Single().TrimEnd('/'), row => Codes(row[^1]), StringComparer.Ordinal);

    /// <summary>Gets the layer order of each project's directories, by the project's directory.</summary>
    internal static IReadOnlyDictionary<string, string> Orders { get; } =
        Rows("Within an assembly").ToDictionary(row => Codes(row[0]).Single().TrimEnd('/'), row => row[1], StringComparer.Ordinal);

    /// <summary>Gets the steps of a walk: a file, relative to the repository root, and a type in it.</summary>
    internal static IReadOnlyList<(string File, string Type)> Walk(string title) =>
        [.. Rows(title, "### ").Select(row => (Codes(row[0]).Single(), Codes(row[1]).Single()))];

    /// <summary>Gets the text of each code span in a cell.</summary>
    internal static string[] Codes(string cell) => [.. Code().Matches(cell).Select(match => match.Groups[1].Value)];

    private static string[][] Rows(string heading, string level = "## ")
    {
        string[][] rows =
        [
            .. Repository.Read("docs/architecture.md").Split('\n')
                .SkipWhile(line => line != level + heading).Skip(1)
                .TakeWhile(line => !line.StartsWith('#'))
                .Where(line => line.StartsWith('|'))
                .Skip(2)
                .Select(line => (string[])[.. line.Trim('|').Split('|').Select(cell => cell.Trim())]),
        ];
        Assert.NotEmpty(rows);
        return rows;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
