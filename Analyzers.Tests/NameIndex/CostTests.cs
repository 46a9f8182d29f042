using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Diagnostics.Telemetry;

namespace Analyzers.Tests.NameIndex;

/// <summary>
/// The rules register no operation actions, because such an action makes the compiler bind all code of a project once more. The counts come
/// from Roslyn's analyzer telemetry.
/// </summary>
public sealed class CostTests
{
    public static TheoryData<string> Projects => new(
        "class C { void Load(System.IO.FileStream file) => file.ReadByte(); }",
        """
        class C
        {
            [HeaderOnly]
            public int Peek(FileStream file) => file.ReadByte();

            public int Twice(FileStream file) => Peek(file) + Peek(file);
        }
        """);

    [Theory]
    [MemberData(nameof(Projects))]
    public async Task No_rule_looks_at_every_operation(string source)
    {
        foreach (var (rule, counts) in await CountsAsync(source))
        {
            Assert.True(
                counts is { OperationActionsCount: 0, OperationBlockActionsCount: 0, OperationBlockStartActionsCount: 0, CodeBlockActionsCount: 0, SymbolStartActionsCount: 0 },
                $"{rule} has actions for all code.");
        }
    }

    [Fact]
    public async Task Without_a_policy_only_the_rule_for_manual_advice_looks_at_methods()
    {
        var counts = await CountsAsync((string)Projects.First().Data);

        Assert.Equal(
            ["ManualFadviseAnalyzer"],
            counts.Where(rule => rule.Counts.SymbolActionsCount + rule.Counts.SyntaxNodeActionsCount > 0).Select(rule => rule.Rule));
    }

    private static async Task<IReadOnlyList<(string Rule, AnalyzerTelemetryInfo Counts)>> CountsAsync(string source)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var run = Source.Compile(source).WithAnalyzers(RuleCatalog.Analyzers);
        _ = await run.GetAnalyzerDiagnosticsAsync(cancellation);
        var counts = new List<(string, AnalyzerTelemetryInfo)>();
        foreach (var analyzer in RuleCatalog.Analyzers)
        {
            counts.Add((analyzer.GetType().Name, await run.GetAnalyzerTelemetryInfoAsync(analyzer, cancellation)));
        }

        return counts;
    }
}
