using Basic.Reference.Assemblies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Analyzers.Tests.Support;

/// <summary>Runs one rule on inline source, with the markup of Roslyn's testing library: <c>{|IOP101:…|}</c>.</summary>
internal static class Verify<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>The rule reports what is marked, and nothing else.</summary>
    internal static Task Reports(string source, string? editorConfig = null, params DiagnosticResult[] expected)
    {
        var test = new CSharpCodeFixTest<TAnalyzer, EmptyCodeFixProvider, DefaultVerifier> { TestCode = Source.WithUsings(source) };
        test.ExpectedDiagnostics.AddRange(expected);
        if (editorConfig is not null)
        {
            test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", $"is_global = true\n{editorConfig}\n"));
        }

        return Run(test);
    }

    /// <summary>The rule reports what is marked, and the fix makes the second source of it, which raises nothing.</summary>
    internal static Task Fixes(string source, string fixedSource, int? action = null, int? iterations = null)
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            TestCode = Source.WithUsings(source),
            FixedCode = Source.WithUsings(fixedSource),
            CodeActionIndex = action,
        };
        if (iterations is { } count)
        {
            test.NumberOfIncrementalIterations = count;
        }

        return Run(test);
    }

    private static Task Run(AnalyzerTest<DefaultVerifier> test)
    {
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestState.AdditionalReferences.AddRange(Source.References);
        test.SolutionTransforms.Add(static (solution, project) => solution
            .WithProjectParseOptions(project, Source.ParseOptions)
            .WithProjectCompilationOptions(project, Source.CompilationOptions));
        return test.RunAsync(TestContext.Current.CancellationToken);
    }
}

/// <summary>What the sources of the tests are compiled with.</summary>
internal static class Source
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

    internal static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.CSharp14);

    internal static readonly CSharpCompilationOptions CompilationOptions = new(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true);

    internal static readonly IReadOnlyList<MetadataReference> References =
        [.. Net100.References.All, MetadataReference.CreateFromFile(typeof(IoPolicy.HeaderOnlyAttribute).Assembly.Location)];

    internal static string WithUsings(string source) => Usings.ReplaceLineEndings("\n") + source.ReplaceLineEndings("\n");

    internal static CSharpCompilation Compile(string source) => CSharpCompilation.Create(
        "Sample", [CSharpSyntaxTree.ParseText(WithUsings(source), ParseOptions)], References, CompilationOptions);
}
