using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Infrastructure;

/// <summary>Checks the result of a fix: it compiles, and no other rule reports more than before.</summary>
internal static class FixResult
{
    internal static async Task CheckAsync(string before, string after, IEnumerable<string> fixedRules)
    {
        var completed = RuleCatalog.Generate(Source.Compile(Source.WithoutMarkup(after)));
        Assert.Empty(completed.GetDiagnostics(TestContext.Current.CancellationToken).Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));

        var old = (await ReportsAsync(before)).ToDictionary(static group => group.Key, static group => group.Count());
        foreach (var reports in await ReportsAsync(after))
        {
            if (!fixedRules.Contains(reports.Key))
            {
                Assert.True(reports.Count() <= old.GetValueOrDefault(reports.Key), $"The fix raises {string.Join("; ", reports)}\n{Source.WithoutMarkup(after)}");
            }
        }
    }

    /// <summary>
    /// Gets the reports by rule. Hidden reports do not count: IOP404 states how a policy is applied, and IOP513 is off by default.
    /// </summary>
    private static async Task<IEnumerable<IGrouping<string, Diagnostic>>> ReportsAsync(string source)
    {
        var completed = RuleCatalog.Generate(Source.Compile(Source.WithoutMarkup(source)));
        var reports = await RuleCatalog.RunAsync(completed);
        return reports.Where(static report => report.Severity != DiagnosticSeverity.Hidden).GroupBy(static report => report.Id);
    }
}
