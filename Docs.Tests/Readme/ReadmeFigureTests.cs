using IoPolicy.Testing;

namespace Docs.Tests.Readme;

/// <summary>The README says what was measured last.</summary>
public sealed class ReadmeFigureTests
{
    private const string Begin = "<!-- figures: quoted by ReadmeFigureTests from docs/benchmarks.md; UPDATE_DOCS=1 quotes them anew -->\n";
    private const string End = "<!-- end of figures -->";

    private static readonly string ReadmePath = Repository.PathOf("README.md");

    [Fact]
    public void The_figures_are_those_of_the_benchmarks_page()
    {
        var readme = File.ReadAllText(ReadmePath);
        var (from, to) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        Assert.True(from >= Begin.Length && to >= from, "README.md has no marks around its figures.");
        var expected = QuotedTable.Read();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") is not null)
        {
            File.WriteAllText(ReadmePath, readme[..from] + expected + readme[to..]);
            return;
        }

        Assert.True(
            readme[from..to] == expected,
            $"""
            README.md shows other figures than {QuotedTable.Source}. After a new run of the benchmarks, quote them anew:
            UPDATE_DOCS=1 dotnet test --project Docs.Tests -- --filter-class "*{nameof(ReadmeFigureTests)}"

            {expected}
            """);
    }
}
