using System.Diagnostics;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Benchmarks.BuildTime;

/// <summary>The times of a generator, in milliseconds.</summary>
/// <param name="Cold">The first run on the project.</param>
/// <param name="AfterEdit">The median of several runs, each after an edit outside annotated methods.</param>
internal sealed record GeneratorTimes(double Cold, double AfterEdit);

/// <summary>Runs a generator on a corpus in this process: once without results to reuse, as a compiler does, and then after edits, as an IDE does.</summary>
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

        // The compiler does some work only once. It must not count as time of the generator.
        _ = _compilation.GetDiagnostics();
    }

    /// <summary>Measures the first run of the generators, and their runs after edits.</summary>
    /// <param name="generators">New instances for each call.</param>
    /// <param name="asIde">Whether to set <c>IoPolicyDesignTime=true</c>, as a design-time build of an IDE does.</param>
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
