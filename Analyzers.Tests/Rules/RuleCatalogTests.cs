using System.Reflection;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Analyzers.Tests.Rules;

/// <summary>Each rule has all its parts: an id, an analyzer, a page, a release-tracking line, a test class.</summary>
public sealed class RuleCatalogTests
{
    public static TheoryData<string, string> Rules => [.. Constants().Select(static constant => (constant.Name, (string)constant.GetRawConstantValue()!))];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_one_analyzer_and_its_test_class(string name, string id)
    {
        var analyzer = Assert.Single(Analyzers(), analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id));
        Assert.All(analyzer.SupportedDiagnostics, rule => Assert.Equal(id, rule.Id));
        Assert.True(
            typeof(RuleCatalogTests).Assembly.GetTypes().Any(type => type.Name == analyzer.GetType().Name + "Tests"),
            $"{name} has no test class {analyzer.GetType().Name}Tests");
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_a_page_with_all_sections(string name, string id)
    {
        var page = File.ReadAllText(Path.Combine(Repository(), RuleHelp.PageOf(id)));
        var title = Analyzers().SelectMany(static analyzer => analyzer.SupportedDiagnostics).First(rule => rule.Id == id).Title.ToString(System.Globalization.CultureInfo.InvariantCulture);
        Assert.StartsWith($"# {id}: {title}", page, StringComparison.Ordinal);
        Assert.All(["## What", "## Why", "## Bad", "## Good", "## Configure", "## When to suppress"], section => Assert.True(page.Contains(section, StringComparison.Ordinal), $"{name}: no section {section}"));
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_a_release_tracking_line(string name, string id)
    {
        var lines = File.ReadAllLines(Path.Combine(Repository(), "Analyzers/AnalyzerReleases.Unshipped.md"))
            .Concat(File.ReadAllLines(Path.Combine(Repository(), "Analyzers/AnalyzerReleases.Shipped.md")));
        Assert.True(lines.Any(line => line.StartsWith($"{id} |", StringComparison.Ordinal)), $"{name} is not tracked");
    }

    [Fact]
    public void Each_page_and_each_analyzer_is_of_a_rule()
    {
        var ids = Constants().Select(static field => (string)field.GetRawConstantValue()!).ToHashSet();
        Assert.All(Directory.GetFiles(Path.Combine(Repository(), "docs/rules"), "IOP*.md"), page => Assert.Contains(Path.GetFileNameWithoutExtension(page), ids));
        Assert.All(Analyzers().SelectMany(static analyzer => analyzer.SupportedDiagnostics), rule => Assert.Contains(rule.Id, ids));
    }

    private static IEnumerable<FieldInfo> Constants() =>
        typeof(RuleIdentifiers).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Where(static field => field.IsLiteral);

    private static IEnumerable<DiagnosticAnalyzer> Analyzers() => typeof(PolicyAnalyzer).Assembly.GetTypes()
        .Where(static type => type.IsSubclassOf(typeof(DiagnosticAnalyzer)) && !type.IsAbstract)
        .Select(static type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!);

    private static string Repository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Policy.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
