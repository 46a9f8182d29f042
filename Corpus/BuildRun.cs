using System.Collections.Immutable;
using IoPolicy.Generators;
using IoPolicy.Tool.Scan;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Corpus;

/// <summary>The result of a build with all rules and the generator.</summary>
internal sealed record BuildRun(
    ImmutableArray<Diagnostic> Diagnostics, IReadOnlyCollection<string> Exceptions, IReadOnlyCollection<string> GeneratorExceptions, IReadOnlyCollection<string> NewErrors)
{
    /// <summary>The number of diagnostics by rule.</summary>
    internal string Summary => Diagnostics.IsEmpty
        ? "no diagnostic"
        : string.Join(", ", Diagnostics.GroupBy(static diagnostic => diagnostic.Id).OrderBy(static group => group.Key, StringComparer.Ordinal).Select(static group => $"{group.Key} {group.Count()}"));

    /// <summary>Runs the generator, the compiler and all analyzers, as a build does.</summary>
    /// <param name="code">The sources.</param>
    /// <param name="errorsBefore">The compile errors of the sources without the package.</param>
    /// <param name="cancellation">Stops the run.</param>
    internal static async Task<BuildRun> RunAsync(CSharpCompilation code, IReadOnlyCollection<string> errorsBefore, CancellationToken cancellation)
    {
        var driver = CSharpGeneratorDriver.Create([new PolicyGenerator().AsSourceGenerator()], parseOptions: (CSharpParseOptions)code.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(code, out var completed, out _, cancellation);
        var generatorExceptions = driver.GetRunResult().Results.Select(static result => result.Exception).OfType<Exception>().Select(static exception => exception.ToString()).ToList();

        var exceptions = new List<string>();
        var diagnostics = await RuleRun.GetDiagnosticsAsync(completed, RuleRun.Analyzers, new AnalyzerOptions([]), exceptions.Add, cancellation).ConfigureAwait(false);
        return new BuildRun(
            [.. diagnostics.Where(static diagnostic => diagnostic.Id.StartsWith("IOP", StringComparison.Ordinal))],
            exceptions,
            generatorExceptions,
            [.. CodeBase.ErrorsOf(completed, cancellation).Except(errorsBefore)]);
    }
}
