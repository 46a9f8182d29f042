using System.Collections.Concurrent;
using System.Collections.Immutable;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Tool.Scan;

/// <summary>Runs the rules on a project or a compilation.</summary>
internal static class RuleRun
{
    /// <summary>An instance of each rule.</summary>
    internal static readonly ImmutableArray<DiagnosticAnalyzer> Analyzers = Instances.Of<DiagnosticAnalyzer>(typeof(PolicyAnalyzer));

    /// <summary>Gets the diagnostics of the rules that the options select.</summary>
    /// <param name="project">The project.</param>
    /// <param name="options">The options of the scan.</param>
    /// <param name="crashed">Called with the failure of an analyzer.</param>
    /// <param name="cancellation">The cancellation.</param>
    internal static async Task<ImmutableArray<Diagnostic>> GetDiagnosticsAsync(Project project, ScanOptions options, Action<string> crashed, CancellationToken cancellation)
    {
        var wanted = Analyzers.Where(analyzer => analyzer.SupportedDiagnostics.Any(rule => options.IsWanted(rule.Id))).ToImmutableArray();
        if (wanted.IsEmpty || await project.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
        {
            return [];
        }

        var diagnostics = await GetDiagnosticsAsync(compilation, wanted, new AnalyzerOptions([], new ScanConfig(project.AnalyzerOptions.AnalyzerConfigOptionsProvider, DirectoryOf(project))), crashed, cancellation).ConfigureAwait(false);
        return [.. diagnostics.Where(diagnostic => !diagnostic.IsSuppressed && options.IsWanted(diagnostic.Id) && diagnostic.Severity != DiagnosticSeverity.Hidden && diagnostic.Location.IsInSource)];
    }

    /// <summary>Gets the diagnostics of the given rules in a compilation.</summary>
    /// <param name="compilation">The compilation, with the output of source generators.</param>
    /// <param name="rules">The rules.</param>
    /// <param name="options">Their options.</param>
    /// <param name="crashed">Called with the failure of an analyzer, after the run.</param>
    /// <param name="cancellation">The cancellation.</param>
    internal static async Task<ImmutableArray<Diagnostic>> GetDiagnosticsAsync(
        Compilation compilation, ImmutableArray<DiagnosticAnalyzer> rules, AnalyzerOptions options, Action<string> crashed, CancellationToken cancellation)
    {
        var exceptions = new ConcurrentQueue<string>();
        var analysis = compilation.WithAnalyzers(rules, new CompilationWithAnalyzersOptions(
            options,
            (exception, analyzer, _) => exceptions.Enqueue($"{analyzer.GetType().Name}: {exception}"),
            concurrentAnalysis: true,
            logAnalyzerExecutionTime: false));
        var diagnostics = await analysis.GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
        foreach (var exception in exceptions)
        {
            crashed(exception);
        }

        return diagnostics;
    }

    /// <summary>Gets the directory of a project. <see cref="SourceLoader"/> sets the path of a project without a file to a directory.</summary>
    private static string? DirectoryOf(Project project) =>
        Directory.Exists(project.FilePath) ? project.FilePath : Path.GetDirectoryName(project.FilePath);

    /// <summary>
    /// The options of the code base with two additions. The rules suggest policies in all types. The property <c>ProjectDir</c>, which a
    /// build passes to the compiler, is set. The rules treat a file in a directory such as <c>tests</c> as a test, and <c>ProjectDir</c> keeps
    /// them from looking at the directories above the project.
    /// </summary>
    private sealed class ScanConfig(AnalyzerConfigOptionsProvider inner, string? directory) : AnalyzerConfigOptionsProvider
    {
        public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(inner.GlobalOptions, directory);

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => inner.GetOptions(tree);

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => inner.GetOptions(textFile);

        private sealed class Options(AnalyzerConfigOptions inner, string? directory) : AnalyzerConfigOptions
        {
            public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
            {
                if (key == SuggestionScope.Key)
                {
                    value = SuggestionScope.AllTypes;
                    return true;
                }

                if (inner.TryGetValue(key, out value))
                {
                    return true;
                }

                value = key == "build_property.ProjectDir" ? directory : null;
                return value is not null;
            }
        }
    }
}
