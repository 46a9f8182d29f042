using System.Collections.Concurrent;
using System.Collections.Immutable;
using IoPolicy.Analyzers;
using IoPolicy.Corpus;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Tool.Scan;

/// <summary>Runs the rules on a project.</summary>
internal static class RuleRun
{
    private static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = Instances.Of<DiagnosticAnalyzer>(typeof(PolicyAnalyzer));

    /// <summary>Gets the diagnostics of the wanted rules.</summary>
    /// <param name="project">The project.</param>
    /// <param name="options">The options of the scan.</param>
    /// <param name="crashed">Called with the failure of an analyzer.</param>
    /// <param name="cancellation">The cancellation.</param>
    internal static async Task<ImmutableArray<Diagnostic>> OfAsync(Project project, ScanOptions options, Action<string> crashed, CancellationToken cancellation)
    {
        var wanted = Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => options.IsWanted(rule.Id))).ToImmutableArray();
        if (wanted.IsEmpty || await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return [];
        }

        var exceptions = new ConcurrentQueue<string>();
        var analysis = compilation.WithAnalyzers(wanted, new CompilationWithAnalyzersOptions(
            new AnalyzerOptions([], new AllTypes(project.AnalyzerOptions.AnalyzerConfigOptionsProvider)),
            (exception, analyzer, _) => exceptions.Enqueue($"{analyzer.GetType().Name}: {exception}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false));
        var diagnostics = await analysis.GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        foreach (var exception in exceptions)
        {
            crashed(exception);
        }

        return [.. diagnostics.Where(diagnostic => !diagnostic.IsSuppressed && options.IsWanted(diagnostic.Id) && diagnostic.Severity != DiagnosticSeverity.Hidden && diagnostic.Location.IsInSource)];
    }

    /// <summary>The options of the code base, except that the rules suggest policies in all types.</summary>
    private sealed class AllTypes(AnalyzerConfigOptionsProvider inner) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(inner.GlobalOptions);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => inner.GetOptions(tree);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => inner.GetOptions(textFile);

        private sealed class Options(AnalyzerConfigOptions inner) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                if (key == SuggestionScope.Key)
                {
                    value = SuggestionScope.AllTypes;
                    return true;
                }

                return inner.TryGetValue(key, out value);
            }
        }
    }
}
