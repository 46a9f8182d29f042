using System.Collections.Immutable;
using System.Diagnostics;
using Basic.Reference.Assemblies;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>Edits one document of a corpus and gets the diagnostics of the document, with some analyzers or without any.</summary>
internal sealed class EditRun
{
    private const int Edits = 11;

    private static readonly CSharpParseOptions Parsing = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.CSharp14)
        .WithFeatures([new("InterceptorsNamespaces", "IoPolicy.Generated")]);

    /// <summary>The analyzers of the package.</summary>
    internal static ImmutableArray<DiagnosticAnalyzer> PackageAnalyzers { get; } =
        [.. typeof(PolicyAnalyzer).Assembly.GetTypes().Where(type => !type.IsAbstract && type.IsSubclassOf(typeof(DiagnosticAnalyzer))).Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!)];

    private readonly ImmutableArray<DiagnosticAnalyzer> _rules;
    private readonly SyntaxTree _original;
    private readonly Compilation _compilation;

    internal EditRun(Corpus corpus, ImmutableArray<DiagnosticAnalyzer> rules)
    {
        _rules = rules;
        var trees = corpus.Sources().Select(source => CSharpSyntaxTree.ParseText(source.Text, Parsing, source.Name)).ToArray();
        _original = trees[0];
        _compilation = CSharpCompilation.Create(
            "Corpus",
            trees,
            [.. Net100.References.All, MetadataReference.CreateFromFile(Path.Combine(AppContext.BaseDirectory, "IoPolicy.dll"))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>Measures the time from an edit to the diagnostics. Returns the median of several edits, in milliseconds.</summary>
    internal async Task<double> RunAsync()
    {
        var times = new List<double>();
        var (compilation, open) = (_compilation, _original);
        for (var edit = 0; edit < Edits; edit++)
        {
            var next = CSharpSyntaxTree.ParseText(_original.ToString().Replace("return sum;", $"return sum + {edit};", StringComparison.Ordinal), Parsing, open.FilePath);
            var start = Stopwatch.GetTimestamp();
            compilation = compilation.ReplaceSyntaxTree(open, next);
            open = next;
            await DiagnoseAsync(compilation, open).ConfigureAwait(false);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        return times.Order().ElementAt(Edits / 2);
    }

    private async Task DiagnoseAsync(Compilation compilation, SyntaxTree document)
    {
        var model = compilation.GetSemanticModel(document);
        _ = model.GetDiagnostics();
        if (_rules.IsEmpty)
        {
            return;
        }

        var analysis = compilation.WithAnalyzers(_rules, new CompilationWithAnalyzersOptions(new AnalyzerOptions([]), onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        await analysis.GetAnalyzerSyntaxDiagnosticsAsync(document, default).ConfigureAwait(false);
        await analysis.GetAnalyzerSemanticDiagnosticsAsync(model, filterSpan: null, default).ConfigureAwait(false);
    }
}
