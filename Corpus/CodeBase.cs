using Basic.Reference.Assemblies;
using IoPolicy.Tool.Scan;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Corpus;

/// <summary>The location of the sources, and the settings of their compilation.</summary>
internal sealed record CodeBaseOptions(
    IReadOnlyList<string> Directories, IReadOnlyList<string> References, IReadOnlyList<string> Symbols, IReadOnlyList<string> Excluded, bool ImplicitUsings);

/// <summary>Compiles the C# files of some directories as one project. It evaluates no project file, and runs nothing of the code base.</summary>
internal static class CodeBase
{
    internal static CSharpCompilation Load(CodeBaseOptions options)
    {
        // The props of the package pass this feature to the compiler, so that interceptors compile.
        var parse = new CSharpParseOptions(LanguageVersion.CSharp14, DocumentationMode.None, preprocessorSymbols: SdkProject.Symbols.Concat(options.Symbols))
            .WithFeatures([new("InterceptorsNamespaces", "IoPolicy.Generated")]);
        var trees = options.Directories
            .SelectMany(directory => SourceLoader.Files(Path.GetFullPath(directory), path => options.Excluded.Any(part => path.Contains(part, StringComparison.Ordinal))))
            .Where(static path => path.EndsWith(".cs", StringComparison.Ordinal))
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

    /// <summary>The compiler's errors, each as a line that does not change if an attribute is injected.</summary>
    internal static IReadOnlyCollection<string> ErrorsOf(Compilation code, CancellationToken cancellation) =>
    [
        .. code.GetDiagnostics(cancellation)
            .Where(static diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)
            .Select(static error => $"{error.Location.GetLineSpan().Path}({error.Location.GetLineSpan().StartLinePosition.Line + 1}): {error.Id}: {error.GetMessage(System.Globalization.CultureInfo.InvariantCulture)}")
            .Order(StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Assemblies(string path) => Directory.Exists(path) ? Directory.EnumerateFiles(path, "*.dll") : [path];
}
