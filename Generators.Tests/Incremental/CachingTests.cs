using Generators.Tests.Infrastructure;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Generators.Tests.Incremental;

/// <summary>
/// After an edit, the driver runs only the pipeline steps that the edit concerns. Each test edits one source file, and checks which tracked
/// steps have a new output.
/// </summary>
public class CachingTests
{
    private const string Partial = """
        partial class Sessions
        {
            [DropPagesAfterFullRead] public partial int Load(FileStream file);
            private int LoadCore(FileStream file) => 1;
        }
        """;

    private const string OtherPartial = """
        partial class Weights
        {
            [DropPagesAfterFullWrite] public static partial void Save(FileStream file);
            private static void SaveCore(FileStream file) { }
        }
        """;

    private const string Ordinary = """
        static class Index
        {
            [DropPagesAfterFullRead] public static int Scan(FileStream file) => 1;
        }
        """;

    private const string Caller = """
        static class Caller
        {
            static int Use(FileStream file) => Index.Scan(file);
        }
        """;

    private const string Opened = """
        static class Copies
        {
            [DropPagesAfterFullRead] public static int Read(string path) { using var file = File.OpenRead(path); return file.ReadByte(); }
        }
        """;

    private const string OnAssembly = """
        [assembly: DropPagesAfterFullWrite(On = typeof(File), Method = nameof(File.WriteAllBytes), File = "path")]

        static class Saves
        {
            static void Save(string path) => File.WriteAllBytes(path, []);
        }
        """;

    private const string Unrelated = "class Unrelated { int Value() => 1; }";

    private static readonly string[] Sources = [Partial, OtherPartial, Ordinary, Caller, Opened, OnAssembly, Unrelated];

    public static TheoryData<string> Steps =>
    [
        TrackingNames.Declarations,
        TrackingNames.AnnotatedMethods,
        TrackingNames.RequiredProofs,
        TrackingNames.WindowProofs,
        TrackingNames.PartialType,
        TrackingNames.PolicyMap,
        TrackingNames.AnnotatedReference,
        TrackingNames.InterceptedNames,
        TrackingNames.InterceptedCalls,
        TrackingNames.OpenedFiles,
    ];

    [Theory]
    [MemberData(nameof(Steps))]
    public void No_step_has_a_new_output_after_an_edit_of_a_body_in_an_unrelated_file(string step) =>
        Assert.All(ReasonsAfter(Unrelated, Unrelated.Replace("=> 1", "=> 2", StringComparison.Ordinal), step), AssertUnchanged);

    [Theory]
    [MemberData(nameof(Steps))]
    public void An_edit_of_an_unrelated_declaration_modifies_only_Declarations(string step)
    {
        var reasons = ReasonsAfter(Unrelated, "class Unrelated { void Added() => System.Console.WriteLine(); }", step);
        if (step == TrackingNames.Declarations)
        {
            Assert.Equal([IncrementalStepRunReason.Modified], reasons);
        }
        else
        {
            Assert.All(reasons, AssertUnchanged);
        }
    }

    [Fact]
    public void Methods_are_not_parsed_again_after_an_edit_of_method_bodies_only() =>
        Assert.All(
            ReasonsAfter(Partial, "/* moved */" + Partial.Replace("=> 1", "=> 2", StringComparison.Ordinal), TrackingNames.AnnotatedMethods),
            reason => Assert.Equal(IncrementalStepRunReason.Cached, reason));

    [Theory]
    [MemberData(nameof(Steps))]
    public void No_step_has_a_new_output_after_an_annotated_method_moved(string step) =>
        Assert.All(ReasonsAfter(Partial, "/* moved */\n\n" + Partial.Replace("=> 1", "=> 2", StringComparison.Ordinal), step), AssertUnchanged);

    [Fact]
    public void A_changed_option_modifies_the_method() =>
        Assert.Contains(IncrementalStepRunReason.Modified, ReasonsAfter(Partial, WithOption, TrackingNames.AnnotatedMethods));

    [Fact]
    public void A_changed_option_modifies_its_type_and_no_other_type()
    {
        var reasons = ReasonsAfter(Partial, WithOption, TrackingNames.PartialType);
        Assert.Equal(1, reasons.Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Single(reasons, reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
    }

    [Fact]
    public void A_changed_option_modifies_the_policy_map() =>
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsAfter(Partial, WithOption, TrackingNames.PolicyMap));

    [Fact]
    public void A_proof_ends_when_a_method_in_another_file_keeps_the_stream()
    {
        const string Body = """
            static partial class Sessions
            {
                [DropPagesAfterFullRead] public static partial int Load(FileStream file);
                private static int LoadCore(FileStream file) => Parser.Parse(file);
            }
            """;
        const string Parser = "static class Parser { public static Stream? Kept { get; set; } public static int Parse(Stream file) { Kept = null; return 1; } }";
        var safe = GeneratorRun.From(Body, Parser).CompilesWithoutWarnings();
        Assert.Contains("LoadCore(scope.DropBehind(file))", safe.Text(), StringComparison.Ordinal);

        var kept = safe.Again(Edit(safe.Input, Parser, Parser.Replace("= null", "= file", StringComparison.Ordinal)));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(kept, TrackingNames.WindowProofs));
        Assert.Contains("LoadCore(file)", kept.Text(), StringComparison.Ordinal);

        var again = kept.Again(safe.Input);
        Assert.Equal(safe.Text(), again.Text());
    }

    [Fact]
    public void A_design_time_build_makes_no_proof()
    {
        var run = GeneratorRun.From(GeneratorRun.Compilation(Partial), new() { ["IoPolicyDesignTime"] = "true" });
        Assert.Equal(new ModelList<string>(default(EquatableArray<string>)), run.Result.TrackedSteps[TrackingNames.RequiredProofs].Single().Outputs.Single().Value);
        Assert.Contains("LoadCore(file)", run.Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_newly_annotated_method_modifies_the_names()
    {
        var edited = Ordinary.Replace("{\n", "{\n    [HeaderOnly] public static int Peek(FileStream file) => 1;\n", StringComparison.Ordinal);
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsAfter(Ordinary, edited, TrackingNames.InterceptedNames));
    }

    [Fact]
    public void A_call_that_moved_modifies_the_calls() =>
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsAfter(Caller, "\n" + Caller, TrackingNames.InterceptedCalls));

    [Fact]
    public void A_moved_call_that_opens_a_file_modifies_the_opened_files() =>
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsAfter(Opened, "\n" + Opened, TrackingNames.OpenedFiles));

    [Fact]
    public void A_changed_option_modifies_the_opened_files() =>
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsAfter(Opened, Opened.Replace("FullRead]", "FullRead(Background = true)]", StringComparison.Ordinal), TrackingNames.OpenedFiles));

    [Theory]
    [InlineData("nameof(File.WriteAllBytes)", "nameof(File.WriteAllText)", TrackingNames.InterceptedNames)]
    [InlineData("\"path\")]", "\"path\", Durable = true)]", TrackingNames.InterceptedCalls)]
    [InlineData("\"path\")]", "\"path\", Durable = true)]", TrackingNames.PolicyMap)]
    public void A_changed_policy_of_the_assembly_modifies_the_step(string before, string after, string step) =>
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsAfter(OnAssembly, OnAssembly.Replace(before, after, StringComparison.Ordinal), step));

    [Fact]
    public void A_changed_reference_modifies_its_step_and_the_names()
    {
        var first = GeneratorRun.From(GeneratorRun.Compilation("Sample", Sources, Library("Read")));
        var second = first.Again(first.Input.ReplaceReference(first.Input.References.Last(), Library("Write")));
        Assert.Equal(1, Reasons(second, TrackingNames.AnnotatedReference).Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(second, TrackingNames.InterceptedNames));
    }

    [Theory]
    [InlineData("SourceOutput")]
    [InlineData("ImplementationSourceOutput")]
    public void Nothing_is_written_again_after_an_edit_of_an_unrelated_file(string output)
    {
        var run = Edited(Unrelated, "class Unrelated { void Added() { } }");
        Assert.NotEmpty(run.Result.TrackedOutputSteps[output]);
        Assert.All(
            run.Result.TrackedOutputSteps[output].SelectMany(step => step.Outputs),
            written => Assert.Equal(IncrementalStepRunReason.Cached, written.Reason));
    }

    [Theory]
    [InlineData("SourceOutput", Partial)]
    [InlineData("ImplementationSourceOutput", Caller)]
    public void A_file_that_an_edit_concerns_is_written_again(string output, string source)
    {
        var run = Edited(source, source == Partial ? WithOption : "\n" + source);
        Assert.Contains(
            run.Result.TrackedOutputSteps[output].SelectMany(step => step.Outputs),
            written => written.Reason == IncrementalStepRunReason.Modified);
    }

    private static string WithOption =>
        Partial.Replace("DropPagesAfterFullRead", "DropPagesAfterFullRead(PreserveCached = true)", StringComparison.Ordinal);

    private static List<IncrementalStepRunReason> ReasonsAfter(string source, string edited, string step) => Reasons(Edited(source, edited), step);

    private static GeneratorRun Edited(string source, string edited)
    {
        var first = GeneratorRun.From(GeneratorRun.Compilation("Sample", Sources, Library("Read"))).CompilesWithoutWarnings();
        return first.Again(Edit(first.Input, source, edited)).CompilesWithoutWarnings();
    }

    private static CSharpCompilation Edit(CSharpCompilation compilation, string source, string edited)
    {
        var tree = compilation.SyntaxTrees.Single(tree => tree.ToString() == source);
        return compilation.ReplaceSyntaxTree(tree, GeneratorRun.Parse(edited, Path.GetFileName(tree.FilePath)));
    }

    private static List<IncrementalStepRunReason> Reasons(GeneratorRun run, string step)
    {
        var reasons = run.Result.TrackedSteps[step].SelectMany(tracked => tracked.Outputs).Select(output => output.Reason).ToList();
        Assert.NotEmpty(reasons);
        return reasons;
    }

    private static void AssertUnchanged(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());

    private static MetadataReference Library(string method) => GeneratorRun.Compilation("Library", [$$"""
        public static class Library
        {
            [DropPagesAfterFullRead] public static void {{method}}(FileStream file) { }
        }
        """]).ToImage();
}
