using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using IoPolicy.Generators;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Generators.Tests.Infrastructure;

/// <summary>The generator, run over sources by a driver that tracks its steps.</summary>
internal sealed class GeneratorRun
{
    private static readonly ImmutableArray<MetadataReference> References =
    [
        .. Net100.References.All,
        MetadataReference.CreateFromFile(typeof(IoPolicy.PageCache).Assembly.Location),
    ];

    private static readonly CSharpParseOptions ParseOptions = new CSharpParseOptions(LanguageVersion.CSharp14)
        .WithDocumentationMode(DocumentationMode.Diagnose)
        .WithFeatures([new("InterceptorsNamespaces", "IoPolicy.Generated")]);

    private const string GlobalUsings = """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Threading;
        global using System.Threading.Tasks;
        global using IoPolicy;
        global using Microsoft.Win32.SafeHandles;
        """;

    private GeneratorRun(GeneratorDriver driver, CSharpCompilation input)
    {
        Input = input;
        Driver = driver.RunGeneratorsAndUpdateCompilation(input, out var output, out _);
        Output = (CSharpCompilation)output;
        Result = Driver.GetRunResult().Results[0];
    }

    public GeneratorDriver Driver { get; }

    public CSharpCompilation Input { get; }

    /// <summary>The input and what was generated.</summary>
    public CSharpCompilation Output { get; }

    public GeneratorRunResult Result { get; }

    public static GeneratorRun Of(params string[] sources) => Of(Compilation(sources));

    public static GeneratorRun Of(
        CSharpCompilation compilation,
        Dictionary<string, string>? properties = null,
        IncrementalGeneratorOutputKind disabledOutputs = IncrementalGeneratorOutputKind.None) => new(
        CSharpGeneratorDriver.Create(
            [new PolicyGenerator().AsSourceGenerator()],
            parseOptions: ParseOptions,
            optionsProvider: new BuildProperties(properties ?? []),
            driverOptions: new GeneratorDriverOptions(disabledOutputs, trackIncrementalGeneratorSteps: true)),
        compilation);

    /// <summary>The same driver on another compilation, as after an edit.</summary>
    public GeneratorRun Again(CSharpCompilation compilation) => new(Driver, compilation);

    public static CSharpCompilation Compilation(params string[] sources) => Compilation("Sample", sources);

    public static CSharpCompilation Compilation(string assembly, string[] sources, params MetadataReference[] references) =>
        CSharpCompilation.Create(
            assembly,
            [Parse(GlobalUsings, "GlobalUsings.cs"), .. sources.Select((source, index) => Parse(source, $"Source{index}.cs"))],
            [.. References, .. references],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
                .WithAllowUnsafe(true)
                .WithNullableContextOptions(NullableContextOptions.Enable)
                .WithWarningLevel(9999)
                .WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Suppress)]));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, "/src/" + path);

    /// <summary>The generated text of the one file, or of the file with this name.</summary>
    public string Text(string? hintName = null) =>
        (hintName is null ? Result.GeneratedSources.Single() : Result.GeneratedSources.Single(source => source.HintName == hintName))
        .SourceText.ToString();

    /// <summary>Fails the test where the generator threw, or where anything in the output has as much as a warning.</summary>
    public GeneratorRun CompilesWithoutWarnings()
    {
        Assert.Null(Result.Exception);
        Assert.Empty(Result.Diagnostics);
        var complaints = Output.GetDiagnostics(TestContext.Current.CancellationToken)
            .Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)
            .Select(diagnostic => diagnostic.ToString())
            .ToList();
        Assert.True(complaints.Count == 0, string.Join("\n", complaints) + "\n\n" + string.Join("\n", Result.GeneratedSources.Select(source => source.SourceText)));
        return this;
    }
}
