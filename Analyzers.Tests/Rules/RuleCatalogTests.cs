using System.Reflection;
using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers;
using IoPolicy.Testing;

namespace Analyzers.Tests.Rules;

/// <summary>Each rule has an id, an analyzer, a page and a test class, and all have matching names.</summary>
public sealed class RuleCatalogTests
{
    public static TheoryData<string, string> Rules => [.. Constants().Select(static constant => (constant.Name, (string)constant.GetRawConstantValue()!))];

    [Theory]
    [MemberData(nameof(Rules))]
    public void A_rule_has_one_analyzer_and_its_test_class(string name, string id)
    {
        var analyzer = Assert.Single(RuleCatalog.Analyzers, analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id));
        Assert.All(analyzer.SupportedDiagnostics, rule => Assert.Equal(id, rule.Id));
        Assert.Equal(name + "Analyzer", analyzer.GetType().Name);
        Assert.True(
            typeof(RuleCatalogTests).Assembly.GetTypes().Any(type => type.Name == analyzer.GetType().Name + "Tests"),
            $"{name} has no test class {analyzer.GetType().Name}Tests");
        Assert.True(File.Exists(Repository.PathOf($"Analyzers/Rules/{analyzer.GetType().Name}.cs")), $"{name}: the analyzer is in a file of another name");
        Assert.True(File.Exists(Repository.PathOf($"Analyzers.Tests/Rules/{analyzer.GetType().Name}Tests.cs")), $"{name}: the test class is in a file of another name");
        Assert.True(File.Exists(Repository.PathOf(RuleHelp.PageOf(id))), $"{name} has no page");
    }

    [Fact]
    public void Each_page_and_each_analyzer_belongs_to_a_rule()
    {
        var ids = Constants().Select(static field => (string)field.GetRawConstantValue()!).ToHashSet();
        Assert.All(Directory.GetFiles(Repository.PathOf("docs/rules"), "IOP*.md"), page => Assert.Contains(Path.GetFileNameWithoutExtension(page), ids));
        Assert.All(RuleCatalog.Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics), rule => Assert.Contains(rule.Id, ids));
    }

    [Fact]
    public void Each_fix_is_named_after_its_analyzer() => Assert.All(RuleCatalog.Fixes, static fix =>
    {
        var id = Assert.Single(fix.FixableDiagnosticIds);
        var analyzer = RuleCatalog.Analyzers.Single(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == id));
        Assert.Equal(analyzer.GetType().Name.Replace("Analyzer", "CodeFix", StringComparison.Ordinal), fix.GetType().Name);
        Assert.True(File.Exists(Repository.PathOf($"CodeFixes/{fix.GetType().Name}.cs")), fix.GetType().Name);
        Assert.NotNull(fix.GetFixAllProvider());
    });

    /// <summary>The tests of a rule with a fix go through <c>Check.Fixes</c>, which tries fix-all and runs all rules over the result.</summary>
    [Fact]
    public void Each_fix_is_tested() => Assert.All(RuleCatalog.Fixes, static fix => Assert.Contains(
        "Check.Fixes(",
        Repository.Read($"Analyzers.Tests/Rules/{fix.GetType().Name.Replace("CodeFix", "AnalyzerTests", StringComparison.Ordinal)}.cs"),
        StringComparison.Ordinal));

    private static IEnumerable<FieldInfo> Constants() =>
        typeof(RuleIdentifiers).GetFields(BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public).Where(static field => field.IsLiteral);
}
