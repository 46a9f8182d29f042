using System.Collections.Immutable;
using Basic.Reference.Assemblies;
using IoPolicy.Generators;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Generators.Tests.Infrastructure;

/// <summary>One run of the generator, by a driver that tracks the pipeline steps.</summary>
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

    /// <summary>The input and the generated code.</summary>
    public CSharpCompilation Output { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>The generated files with wrappers: all files except the policy map.</summary>
    public IEnumerable<GeneratedSourceResult> WrapperFiles =>
        Result.GeneratedSources.Where(source => source.HintName != HintNames.PolicyMap);

    public static GeneratorRun From(params string[] sources) => From(Compilation(sources));

    public static GeneratorRun From(
        CSharpCompilation compilation,
        Dictionary<string, string>? properties = null,
        IncrementalGeneratorOutputKind disabledOutputs = IncrementalGeneratorOutputKind.None,
        LanguageVersion language = LanguageVersion.CSharp14) => new(
        CSharpGeneratorDriver.Create(
            [new PolicyGenerator().AsSourceGenerator()],
            parseOptions: ParseOptions.WithLanguageVersion(language),
            optionsProvider: new BuildProperties(properties ?? []),
            driverOptions: new GeneratorDriverOptions(disabledOutputs, trackIncrementalGeneratorSteps: true)),
        compilation);

    /// <summary>Runs the same driver on another compilation, as after an edit.</summary>
    public GeneratorRun Again(CSharpCompilation compilation) => new(Driver, compilation);

    public static CSharpCompilation Compilation(params string[] sources) => Compilation("Sample", sources);

    public static CSharpCompilation Compilation(string assembly, string[] sources, params MetadataReference[] references) =>
        Create(
            assembly,
            [Parse(GlobalUsings, "GlobalUsings.cs"), .. sources.Select((source, index) => Parse(source, $"Source{index}.cs"))],
            [.. References, .. references]);

    /// <summary>Runs the generator on source in an older language version. It has no global usings, because they need C# 10.</summary>
    public static GeneratorRun From(LanguageVersion language, string source) => From(
        Create("Sample", [CSharpSyntaxTree.ParseText(source, ParseOptions.WithLanguageVersion(language), "/src/Source.cs")], References),
        language: language);

    private static CSharpCompilation Create(string assembly, SyntaxTree[] trees, IEnumerable<MetadataReference> references) => CSharpCompilation.Create(
        assembly,
        trees,
        references,
        new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary)
            .WithAllowUnsafe(true)
            .WithNullableContextOptions(NullableContextOptions.Enable)
            .WithWarningLevel(9999)
            .WithSpecificDiagnosticOptions([new("CS1591", ReportDiagnostic.Suppress)]));

    public static SyntaxTree Parse(string source, string path) => CSharpSyntaxTree.ParseText(source, ParseOptions, "/src/" + path);

    /// <summary>Gets the text of the only generated file with wrappers.</summary>
    public string Text() => WrapperFiles.Single().SourceText.ToString();

    /// <summary>Fails the test if the generator threw, or if the output has a warning or an error.</summary>
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
