using Analyzers.Tests.Infrastructure;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analyzers.Tests.Rules;

/// <summary>Each rule is tried on code that it must report, and on more that it must not.</summary>
public sealed class RuleCasesTests
{
    private const int Reported = 5;
    private const int NotReported = 10;

    public static TheoryData<string, string> Rules =>
        [.. RuleCatalog.Analyzers.Select(static analyzer => (analyzer.GetType().Name, analyzer.SupportedDiagnostics[0].Id))];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_cases_that_it_reports_and_more_that_it_does_not(string analyzer, string id)
    {
        var tests = CSharpSyntaxTree.ParseText(Repository.Read($"Analyzers.Tests/Rules/{analyzer}Tests.cs"), Source.ParseOptions, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);
        var cases = tests.DescendantNodes().OfType<MethodDeclarationSyntax>().SelectMany(CasesOf).ToLookup(text => IsReported(text, id));
        Assert.True(cases[true].Count() >= Reported, $"{analyzer}Tests has {cases[true].Count()} cases that {id} reports, and not {Reported}");
        Assert.True(cases[false].Count() >= NotReported, $"{analyzer}Tests has {cases[false].Count()} cases that {id} does not report, and not {NotReported}");
    }

    /// <summary>The text of each case: of a theory the row with the code around it, of a fact all of it.</summary>
    private static IEnumerable<string> CasesOf(MethodDeclarationSyntax test)
    {
        var attributes = test.AttributeLists.SelectMany(static list => list.Attributes).ToLookup(static attribute => attribute.Name.ToString());
        var body = $"{test.Body}{test.ExpressionBody}";
        return attributes["InlineData"].Select(row => $"{row}{body}").Concat(attributes["Fact"].Select(_ => body));
    }

    /// <summary>The rule is expected at a place that the code marks, or that the test says.</summary>
    private static bool IsReported(string text, string id) =>
        text.Contains($"{{|{id}:", StringComparison.Ordinal) || text.Contains($"DiagnosticResult(\"{id}\"", StringComparison.Ordinal);
}
