using IoPolicy.Testing;

namespace Docs.Tests.Readme;

/// <summary>Checks that the README quotes the figures of the benchmarks page.</summary>
public sealed class ReadmeFigureTests
{
    private const string Begin = "<!-- figures: quoted by ReadmeFigureTests from docs/benchmarks.md; UPDATE_DOCS=1 quotes them anew -->\n";
    private const string End = "<!-- end of figures -->";

    /// <summary>To update the README after a new benchmark run: <c>UPDATE_DOCS=1 dotnet test --project Docs.Tests -- --filter-class "*ReadmeFigureTests"</c>.</summary>
    [Fact]
    public void The_figures_are_those_of_the_benchmarks_page() => WrittenText.AssertPart("README.md", Begin, End, QuotedTable.Read());
}
