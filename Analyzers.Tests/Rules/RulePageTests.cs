using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Rules;

/// <summary>The bad code of a page raises the rule, the good code raises no rule, and both compile.</summary>
public sealed class RulePageTests
{
    public static TheoryData<string> Ids => [.. RuleCatalog.Descriptors.Select(static rule => rule.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void The_page_has_its_title_severity_fix_and_sections(string id)
    {
        var page = RulePage.Of(id);
        var rule = RuleCatalog.Descriptors.Single(rule => rule.Id == id);
        var hasFix = RuleCatalog.Fixes.Any(fix => fix.FixableDiagnosticIds.Contains(id));
        Assert.StartsWith($"# {id}: {rule.Title}\n\nSeverity: {NameOf(rule.DefaultSeverity)}", page.Text, StringComparison.Ordinal);
        Assert.Equal(hasFix, !page.Text.Contains("Code fix: none.", StringComparison.Ordinal));
        Assert.Contains("Code fix: ", page.Text, StringComparison.Ordinal);
        Assert.All(["What", "Why", "Bad", "Good", "Configure", "When to suppress"], section => Assert.True(page.Section(section).Trim().Length > section.Length + 20, section));
        Assert.Contains($"dotnet_diagnostic.{id}.severity", page.Section("Configure"), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_bad_code_raises_the_rule(string id)
    {
        foreach (var example in RulePage.Of(id).Examples("Bad"))
        {
            Assert.Contains(id, (await ReportsOf(example)).Select(static report => report.Id));
        }
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task The_good_code_raises_no_rule(string id)
    {
        var examples = RulePage.Of(id).Examples("Good");
        Assert.NotEmpty(examples);
        foreach (var example in examples)
        {
            // A page can leave out the body of a partial method.
            Assert.DoesNotContain(await ReportsOf(example), report => (report.Severity > DiagnosticSeverity.Hidden || report.Id == id) && (report.Id != "IOP004" || !report.GetMessage(null).Contains("but no body", StringComparison.Ordinal)));
        }
    }

    internal static string NameOf(DiagnosticSeverity severity) => severity switch
    {
        DiagnosticSeverity.Info => "suggestion",
        _ => severity.ToString().ToLowerInvariant(),
    };

    /// <summary>Gets the reports of a build. The generator implements each partial method, so the compiler has no errors.</summary>
    private static async Task<IEnumerable<Diagnostic>> ReportsOf(string example)
    {
        var compilation = RuleCatalog.Generate(Source.Compile(example));
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        return await RuleCatalog.RunAsync(compilation);
    }
}
