using Analyzers.Tests.Infrastructure;
using IoPolicy.Testing;

namespace Analyzers.Tests.Rules;

/// <summary>The overview page and the release-tracking files agree with the descriptors of the rules.</summary>
public sealed class RuleOverviewTests
{
    [Fact]
    public void The_overview_lists_each_rule_as_it_is()
    {
        var rows = Repository.Read("docs/rules/README.md").Split('\n').Where(static line => line.StartsWith("| [IOP", StringComparison.Ordinal));
        var expected = RuleCatalog.Descriptors.Select(static rule =>
            $"| [{rule.Id}]({rule.Id}.md) | {RulePageTests.NameOf(rule.DefaultSeverity)} | {rule.Title} | {(RuleCatalog.Fixes.Any(fix => fix.FixableDiagnosticIds.Contains(rule.Id)) ? "✓" : "")} |");
        Assert.Equal(expected, rows);
    }

    [Fact]
    public void The_release_tracking_lists_each_rule_as_it_is()
    {
        var lines = (Repository.Read("Analyzers/AnalyzerReleases.Shipped.md") + Repository.Read("Analyzers/AnalyzerReleases.Unshipped.md"))
            .Split('\n').Where(static line => line.StartsWith("IOP", StringComparison.Ordinal)).Order(StringComparer.Ordinal);
        Assert.Equal(RuleCatalog.Descriptors.Select(static rule => $"{rule.Id} | {rule.Category} | {rule.DefaultSeverity} | {rule.Title}"), lines);
    }

    [Fact]
    public void The_overview_names_each_option()
    {
        var page = Repository.Read("docs/rules/README.md");
        Assert.Contains(IoPolicy.Analyzers.HeaderThreshold.Key, page, StringComparison.Ordinal);
        Assert.Contains($"`{IoPolicy.Analyzers.HeaderThreshold.Default}`", page, StringComparison.Ordinal);
    }
}
