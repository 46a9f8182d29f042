using System.Collections.Concurrent;
using System.Collections.Immutable;
using IoPolicy.Analyzers;
using IoPolicy.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Corpus;

/// <summary>What all rules and the generator make of one compilation.</summary>
internal sealed record RuleRun(
    ImmutableArray<Diagnostic> Diagnostics, IReadOnlyCollection<string> Exceptions, IReadOnlyCollection<string> GeneratorExceptions, IReadOnlyCollection<string> NewErrors)
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = Instances.Of<DiagnosticAnalyzer>(typeof(PolicyAnalyzer));

    /// <summary>How often each rule spoke.</summary>
    internal string Summary => Diagnostics.IsEmpty
        ? "no diagnostic"
        : string.Join(", ", Diagnostics.GroupBy(static diagnostic => diagnostic.Id).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => $"{group.Key} {group.Count()}"));

    /// <summary>Generates, compiles and analyzes, as a build does.</summary>
    /// <param name="code">The sources.</param>
    /// <param name="before">The compile errors that they have anyhow.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal static async Task<RuleRun> OfAsync(CSharpCompilation code, IReadOnlyCollection<string> before, CancellationToken cancellation)
    {
        var driver = CSharpGeneratorDriver.Create([new PolicyGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)code.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(code, out var completed, out _, cancellation);
        var generatorExceptions = driver.GetRunResult().Results.Select(static result => result.Exception).OfType<Exception>().Select(static exception => exception.ToString()).ToList();

        var exceptions = new ConcurrentQueue<string>();
        var options = new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([]),
            (exception, analyzer, _) => exceptions.Enqueue($"{analyzer.GetType().Name}: {exception}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false);
        var diagnostics = await completed.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        return new RuleRun(
            [.. diagnostics.Where(static diagnostic => diagnostic.Id.StartsWith("IOP", StringComparison.Ordinal))],
            exceptions,
            generatorExceptions,
            [.. CodeBase.ErrorsOf(completed, cancellation).Except(before)]);
    }
}
