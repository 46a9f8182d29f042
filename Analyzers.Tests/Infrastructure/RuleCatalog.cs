using System.Collections.Immutable;
using IoPolicy.Analyzers;
using IoPolicy.CodeFixes;
using IoPolicy.Tool.Scan;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Analyzers.Tests.Infrastructure;

/// <summary>All rules and all fixes, found by reflection. So each test that runs all rules includes a new rule.</summary>
internal static class RuleCatalog
{
    internal static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = Instances.Of<DiagnosticAnalyzer>(typeof(PolicyAnalyzer));

    internal static readonly ImmutableArray<CodeFixProvider> Fixes = Instances.Of<CodeFixProvider>(typeof(RuleCodeFix));

    internal static readonly ImmutableArray<DiagnosticDescriptor> AllDescriptors = [.. Analyzers.SelectMany(static analyzer => analyzer.SupportedDiagnostics).OrderBy(static rule => rule.Id, StringComparer.Ordinal)];

    /// <summary>One descriptor for each rule. A rule with several messages has several descriptors of one id, which differ in the message only.</summary>
    internal static readonly ImmutableArray<DiagnosticDescriptor> Descriptors = [.. AllDescriptors.DistinctBy(static rule => rule.Id)];

    /// <summary>Runs the rules on a compilation that the generator has completed, as in a build.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="config">The contents of .editorconfig.</param>
    /// <param name="onException">Handles an exception that a rule throws. If it is null, the test fails.</param>
    /// <param name="only">The id of the only rule to run. Null for all rules.</param>
    internal static async Task<ImmutableArray<Diagnostic>> RunAsync(
        Compilation compilation, AnalyzerConfigOptionsProvider? config = null, Action<Exception, DiagnosticAnalyzer>? onException = null, string? only = null)
    {
        var analyzers = only is null ? Analyzers : [.. Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => rule.Id == only))];
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([], config ?? NoConfig.Instance),
            (exception, analyzer, _) => (onException ?? Throw).Invoke(exception, analyzer),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        return await compilation.WithAnalyzers(analyzers, options).GetAnalyzerDiagnosticsAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Gets the compilation with the generator's output.</summary>
    internal static Compilation Generate(CSharpCompilation compilation)
    {
        CSharpGeneratorDriver.Create([new IoPolicy.Generators.PolicyGenerator().AsSourceGenerator(), new IoPolicy.Generators.ReplacedFileGenerator().AsSourceGenerator()], parseOptions: Source.ParseOptions)
            .RunGeneratorsAndUpdateCompilation(compilation, out var completed, out _, TestContext.Current.CancellationToken);
        return completed;
    }

    private static void Throw(Exception exception, DiagnosticAnalyzer analyzer) => Assert.Fail($"{analyzer.GetType().Name}: {exception}");

    private sealed class NoConfig : AnalyzerConfigOptionsProvider
    {
        internal static readonly NoConfig Instance = new();

        public override AnalyzerConfigOptions GlobalOptions => None.Instance;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => None.Instance;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => None.Instance;
    }

    private sealed class None : AnalyzerConfigOptions
    {
        internal static readonly None Instance = new();

        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
        {
            value = null;
            return false;
        }
    }
}
