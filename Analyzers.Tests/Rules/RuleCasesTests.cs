using Analyzers.Tests.Infrastructure;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analyzers.Tests.Rules;

/// <summary>The tests of each rule have cases that it must report, and more that it must not report.</summary>
public sealed class RuleCasesTests
{
    private const int LeastReported = 5;
    private const int LeastNotReported = 10;

    public static TheoryData<string, string> Rules =>
        [.. RuleCatalog.Analyzers.Select(static analyzer => (analyzer.GetType().Name, analyzer.SupportedDiagnostics[0].Id))];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_reported_cases_and_more_unreported_cases(string analyzer, string id)
    {
        var tests = CSharpSyntaxTree.ParseText(Repository.Read($"Analyzers.Tests/Rules/{analyzer}Tests.cs"), Source.ParseOptions, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken);
        var cases = tests.DescendantNodes().OfType<MethodDeclarationSyntax>().SelectMany(CasesOf).ToLookup(text => IsReported(text, id));
        Assert.True(cases[true].Count() >= LeastReported, $"{analyzer}Tests has {cases[true].Count()} cases that {id} reports, fewer than {LeastReported}");
        Assert.True(cases[false].Count() >= LeastNotReported, $"{analyzer}Tests has {cases[false].Count()} cases that {id} does not report, fewer than {LeastNotReported}");
    }

    /// <summary>Gets the text of each case: a row and the body of a theory, or the body of a fact.</summary>
    private static IEnumerable<string> CasesOf(MethodDeclarationSyntax test)
    {
        var attributes = test.AttributeLists.SelectMany(static list => list.Attributes).ToLookup(static attribute => attribute.Name.ToString());
        var body = $"{test.Body}{test.ExpressionBody}";
        return attributes["InlineData"].Select(row => $"{row}{body}").Concat(attributes["Fact"].Select(_ => body));
    }

    /// <summary>Whether the case expects the rule, by a mark in the code or by a result.</summary>
    private static bool IsReported(string text, string id) =>
        text.Contains($"{{|{id}:", StringComparison.Ordinal) || text.Contains($"DiagnosticResult(\"{id}\"", StringComparison.Ordinal);
}
