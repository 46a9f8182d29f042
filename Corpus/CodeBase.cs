using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Corpus;

/// <summary>Where the sources are, and what they are compiled with.</summary>
internal sealed record CodeBaseOptions(
    IReadOnlyList<string> Directories, IReadOnlyList<string> References, IReadOnlyList<string> Symbols, IReadOnlyList<string> Excluded, bool ImplicitUsings);

/// <summary>Makes one compilation of the C# files of some directories. No build file of theirs is evaluated, and nothing of theirs is run.</summary>
internal static class CodeBase
{
    internal static CSharpCompilation Load(CodeBaseOptions options)
    {
        // The feature is what the package's props give the compiler, so that interceptors compile.
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.None, preprocessorSymbols: SdkProject.Symbols.Concat(options.Symbols))
            .WithFeatures([new("InterceptorsNamespaces", "IoPolicy.Generated")]);
        var trees = options.Directories
            .SelectMany(directory => Files(Path.GetFullPath(directory), options.Excluded))
            .Select(path => CSharpSyntaxTree.ParseText(SourceText.From(File.ReadAllText(path)), parse, path))
            .ToList();
        if (options.ImplicitUsings)
        {
            trees.Add(CSharpSyntaxTree.ParseText(SdkProject.ImplicitUsings, parse, "ImplicitUsings.g.cs"));
        }

        return CSharpCompilation.Create(
            "Corpus",
            trees,
            [
                .. Net100.References.All,
                MetadataReference.CreateFromFile(typeof(HeaderOnlyAttribute).Assembly.Location),
                .. options.References.SelectMany(Assemblies).Select(static path => MetadataReference.CreateFromFile(path)),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, concurrentBuild: true));
    }

    /// <summary>The errors of the compiler, each as a line that stays the same when an attribute is injected on it.</summary>
    internal static IReadOnlyCollection<string> ErrorsOf(Compilation code, CancellationToken cancellation) =>
    [
        .. code.GetDiagnostics(cancellation)
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static error => $"{error.Location.GetLineSpan().Path}({error.Location.GetLineSpan().StartLinePosition.Line + 1}): {error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Files(string directory, IReadOnlyList<string> excluded) => Directory
        .EnumerateFiles(directory, "*.cs", SearchOption.AllDirectories)
        .Where(path => Path.GetRelativePath(directory, path) is var relative
            && !relative.Split(Path.DirectorySeparatorChar).Any(static part => part is "bin" or "obj")
            && !excluded.Any(part => relative.Contains(part, StringComparison.Ordinal)))
        .Order(StringComparer.Ordinal);

    private static IEnumerable<string> Assemblies(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.dll") : [path];
}
