using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.Loader;
using Generators.Tests.Infrastructure;
using IoPolicy.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Generators.Tests.ReplacedFiles;

/// <summary>A run of the policy generator and of the generator for <c>[ReplacesFile]</c>.</summary>
internal sealed class ReplacedFileRun
{
    internal ReplacedFileRun(string source)
    {
        var compilation = GeneratorRun.Compilation(source);
        var driver = CSharpGeneratorDriver.Create(
                [new PolicyGenerator().AsSourceGenerator(), new ReplacedFileGenerator().AsSourceGenerator()],
                parseOptions: (CSharpParseOptions)compilation.SyntaxTrees[0].Options)
            .RunGeneratorsAndUpdateCompilation(compilation, out var output, out var diagnostics);
        Assert.Empty(diagnostics);
        Output = output;
        var results = driver.GetRunResult().Results;
        PolicyFiles = results[0].GeneratedSources;
        Text = string.Join("\n", results[1].GeneratedSources.Select(file => $"// {file.HintName}\n{file.SourceText}"));
    }

    /// <summary>The output of the policy generator.</summary>
    internal ImmutableArray<GeneratedSourceResult> PolicyFiles { get; }

    /// <summary>The output of the generator for <c>[ReplacesFile]</c>: the methods that replace files.</summary>
    internal string Text { get; }

    private Compilation Output { get; }

    internal ReplacedFileRun CompilesWithoutWarnings()
    {
        var complaints = Output.GetDiagnostics(TestContext.Current.CancellationToken).Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(diagnostic => diagnostic.ToString());
        Assert.Equal("", string.Join("\n", complaints));
        return this;
    }

    /// <summary>Gets a public static method of the class <c>Entry</c>.</summary>
    internal MethodInfo Method(string name)
    {
        var context = new AssemblyLoadContext("replaced", isCollectible: true);
        using var image = new MemoryStream(Output.ToBytes());
        return context.LoadFromStream(image).GetType("Entry", throwOnError: true)!.GetMethod(name)!;
    }
}
