using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Analyzers.Tests.Infrastructure;

/// <summary>Runs one rule on inline source, with the markup of Roslyn's testing library: <c>{|IOP101:…|}</c>.</summary>
internal static class Verify<TAnalyzer, TFix>
    where TAnalyzer : DiagnosticAnalyzer, new()
    where TFix : CodeFixProvider, new()
{
    /// <summary>Asserts that the rule reports the marked places, and no others.</summary>
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

    /// <summary>Asserts that the rule reports the marked places in all the files, and no others.</summary>
    internal static Task ReportsIn(params (string Path, string Source)[] files)
    {
        var test = new CSharpCodeFixTest<TAnalyzer, EmptyCodeFixProvider, DefaultVerifier>();
        foreach (var (path, source) in files)
        {
            if (path.EndsWith("config", StringComparison.Ordinal))
            {
                test.TestState.AnalyzerConfigFiles.Add((path, source));
            }
            else
            {
                test.TestState.Sources.Add((path, Source.WithUsings(source)));
            }
        }

        return Run(test);
    }

    /// <summary>
    /// Asserts that the rule reports the marked places, and that the fix turns the source into the fixed source: place by place, and all at
    /// once in a project and a solution. The fixed source compiles, and no other rule reports more than before.
    /// </summary>
    /// <param name="source">The marked source.</param>
    /// <param name="fixedSource">The source after the fix; the same source if there is no fix.</param>
    /// <param name="action">The number of the action, if the fix offers several.</param>
    /// <param name="iterations">The number of fixes; null for the number of marks.</param>
    /// <param name="lineBreak">The line break of both sources.</param>
    /// <param name="fixAll">False in a theory whose rows differ only in the edit, because another test applies the fix to all places.</param>
    internal static async Task Fixes(string source, string fixedSource, int? action = null, int? iterations = null, string lineBreak = "\n", bool fixAll = true)
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            TestCode = Source.WithUsings(source).ReplaceLineEndings(lineBreak),
            FixedCode = Source.WithUsings(fixedSource).ReplaceLineEndings(lineBreak),
            CodeActionIndex = action,

            // FixesAll applies the fix to everything in three documents.
            CodeFixTestBehaviors = source == fixedSource ? CodeFixTestBehaviors.None : CodeFixTestBehaviors.SkipFixAllCheck,
        };
        if (iterations is { } count)
        {
            test.NumberOfIncrementalIterations = count;
        }

        await Run(test);
        if (source != fixedSource)
        {
            if (fixAll)
            {
                await FixesAll(source, fixedSource, action);
            }

            await FixResult.CheckAsync(source, fixedSource, new TFix().FixableDiagnosticIds);
        }
    }

    /// <summary>
    /// Asserts the same as <see cref="Fixes"/> for the documents of one project, and for one document of a second project that
    /// references the first.
    /// </summary>
    internal static Task FixesAcross(IReadOnlyList<(string Before, string After)> documents, (string Before, string After) second)
    {
        // The fix changes another document, so a document or a project may need another pass.
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            NumberOfIncrementalIterations = -100,
            NumberOfFixAllInDocumentIterations = -10,
            NumberOfFixAllInProjectIterations = -10,
        };
        Fill(test.TestState, static pair => pair.Before);
        Fill(test.FixedState, static pair => pair.After);
        return Run(test);

        void Fill(SolutionState state, Func<(string Before, string After), string> select)
        {
            for (var index = 0; index < documents.Count; index++)
            {
                state.Sources.Add(($"/0/Test{index}.cs", Source.WithUsings(select(documents[index]))));
            }

            var project = state.AdditionalProjects["Other"];
            project.Sources.Add(("/1/Other.cs", Source.WithUsings(select(second))));
            project.AdditionalReferences.AddRange(Source.References);
            project.AdditionalProjectReferences.Add("TestProject");
        }
    }

    /// <summary>Asserts that one fix-all fixes everything in its scope, for copies in two documents of one project and in a second project.</summary>
    private static Task FixesAll(string source, string fixedSource, int? action)
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TFix, DefaultVerifier>
        {
            CodeActionIndex = action,
            NumberOfIncrementalIterations = -100,

            // The scope of a project has two documents.
            CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllInDocumentCheck,
        };
        Fill(test.TestState, source);
        Fill(test.FixedState, fixedSource);
        return Run(test);
    }

    private static void Fill(SolutionState state, string source)
    {
        state.Sources.Add(("/0/First.cs", Source.InNamespace("First", source)));
        state.Sources.Add(("/0/Second.cs", Source.InNamespace("Second", source)));
        var project = state.AdditionalProjects["Other"];
        project.Sources.Add(("/1/Third.cs", Source.InNamespace("Third", source)));
        project.AdditionalReferences.AddRange(Source.References);
    }

    private static Task Run(AnalyzerTest<DefaultVerifier> test)
    {
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");

        // EveryRuleTests checks suppressions and generated code for each rule. For these two checks, the testing library would compile each source again.
        test.TestBehaviors |= TestBehaviors.SkipSuppressionCheck | TestBehaviors.SkipGeneratedCodeCheck;

        // A rule with several messages has several descriptors of one id. Markup compares the id and the place.
        test.MarkupOptions = MarkupOptions.UseFirstDescriptor;
        test.TestState.AdditionalReferences.AddRange(Source.References);
        test.SolutionTransforms.Add(static (solution, _) => solution.ProjectIds.Aggregate(solution, static (all, project) => all
            .WithProjectParseOptions(project, Source.ParseOptions)
            .WithProjectCompilationOptions(project, Source.CompilationOptions)));
        return test.RunAsync(TestContext.Current.CancellationToken);
    }
}
