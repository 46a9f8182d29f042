using System.Text.RegularExpressions;
using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.Infrastructure;

/// <summary>The settings for the compilation of test sources.</summary>
internal static partial class Source
{
    private const string Usings = """
        using System;
        using System.Buffers;
        using System.Buffers.Binary;
        using System.Collections.Generic;
        using System.IO;
        using System.IO.Compression;
        using System.IO.Pipelines;
        using System.Linq;
        using System.Text;
        using System.Threading;
        using System.Threading.Tasks;
        using IoPolicy;
        using Microsoft.Win32.SafeHandles;

        """;

    /// <summary>The props of the package pass this feature to the compiler, so that interceptors compile.</summary>
    internal static readonly CSharpParseOptions ParseOptions =
        new CSharpParseOptions(LanguageVersion.CSharp14).WithFeatures([new("InterceptorsNamespaces", "IoPolicy.Generated")]);

    internal static readonly CSharpCompilationOptions CompilationOptions = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    internal static readonly IReadOnlyList<MetadataReference> References =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(IoPolicy.HeaderOnlyAttribute).Assembly.Location)];

    internal static string WithUsings(string source) => Usings.ReplaceLineEndings("\n") + source.ReplaceLineEndings("\n");

    /// <summary>Puts the source in its own namespace, so that one compilation can contain it several times.</summary>
    internal static string InNamespace(string name, string source)
    {
        var indented = source.ReplaceLineEndings("\n").Split('\n').Select(static line => line.Length == 0 ? line : "    " + line);
        return WithUsings($"namespace {name}\n{{\n{string.Join('\n', indented)}\n}}\n");
    }

    /// <summary>Removes the marks of Roslyn's testing library.</summary>
    internal static string WithoutMarkup(string source) => Mark().Replace(source, "");

    internal static CSharpCompilation Compile(string source, string path = "") => CompileText(WithUsings(source), path);

    /// <summary>Compiles a source that has its own <c>using</c> directives.</summary>
    internal static CSharpCompilation CompileText(string source, string path = "") => CSharpCompilation.Create(
        "Sample", [CSharpSyntaxTree.ParseText(source, ParseOptions, path)], References, CompilationOptions);

    [GeneratedRegex(@"\{\|#?\w+:|\|\}")]
    private static partial Regex Mark();
}
