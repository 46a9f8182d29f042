using System.Diagnostics;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>What a generator took, in milliseconds.</summary>
/// <param name="Cold">Its first run over the project.</param>
/// <param name="AfterEdit">A run after an edit that touches no annotated method: the median of several.</param>
internal sealed record GeneratorTimes(double Cold, double AfterEdit);

/// <summary>Runs a generator in this process over a corpus: first cold, then after edits, as a compiler or an IDE drives it.</summary>
internal sealed class GeneratorRun
{
    private const int Edits = 9;

    private static readonly CSharpParseOptions Parsing = CSharpParseOptions.Default
        .WithLanguageVersion(LanguageVersion.CSharp14)
        .WithFeatures([new("InterceptorsNamespaces", "IoPolicy.Generated;Dapper.AOT;$(InterceptorsNamespaces)")]);

    private readonly CSharpCompilation _compilation;
    private readonly SyntaxTree _edited;

    internal GeneratorRun(Corpus corpus, IEnumerable<string> references)
    {
        var trees = corpus.Sources().Select(source => CSharpSyntaxTree.ParseText(source.Text, Parsing, source.Name)).ToArray();
        _edited = trees[1];
        _compilation = CSharpCompilation.Create(
            "Corpus",
            trees,
            [.. Net100.References.All, .. references.Select(path => MetadataReference.CreateFromFile(path))],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));

        // What the compiler does once for all generators and analyzers is not charged to the first of them.
        _ = _compilation.GetDiagnostics();
    }

    /// <param name="generators">Made anew for each run.</param>
    /// <param name="asIde">With <c>IoPolicyDesignTime=true</c>, as an IDE asks for a build's options.</param>
    internal GeneratorTimes Run(IReadOnlyList<ISourceGenerator> generators, bool asIde)
    {
        GeneratorDriver driver = CSharpGeneratorDriver.Create(
            generators,
            optionsProvider: new BuildProperties(("IoPolicyDesignTime", asIde ? "true" : "")),
            parseOptions: Parsing);
        var compilation = _compilation;
        var cold = Time(ref driver, compilation);

        var afterEdit = new List<double>();
        var edited = _edited;
        var original = _edited.ToString();
        for (var edit = 0; edit < Edits; edit++)
        {
            var next = CSharpSyntaxTree.ParseText(
                original.Replace("return sum;", $"return sum + {edit};", StringComparison.Ordinal), Parsing, edited.FilePath);
            compilation = compilation.ReplaceSyntaxTree(edited, next);
            edited = next;
            afterEdit.Add(Time(ref driver, compilation));
        }

        return new GeneratorTimes(cold, afterEdit.Order().ElementAt(Edits / 2));
    }

    private static double Time(ref GeneratorDriver driver, Compilation compilation)
    {
        var start = Stopwatch.GetTimestamp();
        driver = driver.RunGenerators(compilation);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
