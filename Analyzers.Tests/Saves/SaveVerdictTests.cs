using System.Collections.Immutable;
using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace Analyzers.Tests.Saves;

/// <summary>The findings of all IOP5xx rules together, in methods that save files in the ways of real programs.</summary>
public sealed class SaveVerdictTests
{
    [Theory]
    [MemberData(nameof(SavesByRename.Cases), MemberType = typeof(SavesByRename))]
    [MemberData(nameof(SavesWithWriters.Cases), MemberType = typeof(SavesWithWriters))]
    [MemberData(nameof(SavesInPlace.Cases), MemberType = typeof(SavesInPlace))]
    [MemberData(nameof(SavesWithHelpers.Cases), MemberType = typeof(SavesWithHelpers))]
    [MemberData(nameof(SaveFailures.Cases), MemberType = typeof(SaveFailures))]
    [MemberData(nameof(SavesInBranches.Cases), MemberType = typeof(SavesInBranches))]
    [MemberData(nameof(SavesByObject.Cases), MemberType = typeof(SavesByObject))]
    [MemberData(nameof(SavesByMember.Cases), MemberType = typeof(SavesByMember))]
    public async Task A_method_has_its_marked_findings_and_no_others(string label, string members)
    {
        TestFileMarkupParser.GetSpans(Source.WithUsings(Class(label, members)), out var source, out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans);
        var compilation = Source.CompileText(source);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static error => error.Severity == DiagnosticSeverity.Error));
        var expected = spans.SelectMany(static pair => pair.Value.Select(span => (Id: pair.Key, span.Start)));
        var actual = (await RuleCatalog.RunAsync(compilation)).Where(static report => report.Id.StartsWith("IOP5", StringComparison.Ordinal)).Select(static report => (report.Id, report.Location.SourceSpan.Start));
        Assert.Equal(Lines(source, expected), Lines(source, actual));
    }

    private static string Lines(string source, IEnumerable<(string Id, int Start)> places) => string.Join("\n", places
        .OrderBy(static place => place.Start).ThenBy(static place => place.Id, StringComparer.Ordinal)
        .Select(place => $"{place.Id}: {source[place.Start..source.IndexOf('\n', place.Start)]}"));

    private static string Class(string label, string members) => $$"""
        #nullable enable
        #pragma warning disable CS0162, CS0164, CS1998
        // {{label}}
        class Store(string path, string tmp, string dir)
        {
            const int Max = 1000;
            readonly string _path = path;
            readonly string _tmp = tmp;
            readonly System.Net.Http.HttpClient http = new();
            readonly byte[] data = new byte[dir.Length];

            {{members}}
        }
        """;
}
