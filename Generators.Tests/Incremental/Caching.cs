using Generators.Tests.Infrastructure;
using IoPolicy.Generators;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Incremental;

/// <summary>An edit makes only that run again which it concerns: each tracked step, in both directions.</summary>
public class Caching
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

    private const string Unrelated = "class Unrelated;";

    private static readonly string[] Sources = [Partial, OtherPartial, Ordinary, Caller, Unrelated];

    public static TheoryData<string> Steps =>
    [
        TrackingNames.AnnotatedMethod,
        TrackingNames.PartialType,
        TrackingNames.PolicyMap,
        TrackingNames.AnnotatedReference,
        TrackingNames.InterceptedNames,
        TrackingNames.InterceptedCalls,
    ];

    [Theory]
    [MemberData(nameof(Steps))]
    public void No_step_yields_anything_new_after_an_edit_of_another_file(string step) =>
        Assert.All(ReasonsAfter(Unrelated, "class Unrelated { void Added() => System.Console.WriteLine(); }", step), IsNothingNew);

    [Theory]
    [MemberData(nameof(Steps))]
    public void No_step_but_the_calls_yields_anything_new_after_an_edit_around_an_annotated_method(string step) =>
        Assert.All(ReasonsAfter(Partial, "/* moved */\n\n" + Partial.Replace("=> 1", "=> 2", StringComparison.Ordinal), step), IsNothingNew);

    [Fact]
    public void A_changed_option_is_a_modified_method() =>
        Assert.Contains(IncrementalStepRunReason.Modified, ReasonsAfter(Partial, WithOption, TrackingNames.AnnotatedMethod));

    [Fact]
    public void A_changed_option_is_a_modified_type_and_leaves_the_other_type_alone()
    {
        var reasons = ReasonsAfter(Partial, WithOption, TrackingNames.PartialType);
        Assert.Equal(1, reasons.Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Single(reasons, reason => reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged);
    }

    [Fact]
    public void A_changed_option_modifies_the_policy_map() =>
        Assert.Equal([IncrementalStepRunReason.Modified], ReasonsAfter(Partial, WithOption, TrackingNames.PolicyMap));

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
    public void A_changed_reference_is_a_modified_reference_and_modifies_the_names()
    {
        var first = GeneratorRun.Of(GeneratorRun.Compilation("Sample", Sources, Library("Read")));
        var second = first.Again(first.Input.ReplaceReference(first.Input.References.Last(), Library("Write")));
        Assert.Equal(1, Reasons(second, TrackingNames.AnnotatedReference).Count(reason => reason == IncrementalStepRunReason.Modified));
        Assert.Equal([IncrementalStepRunReason.Modified], Reasons(second, TrackingNames.InterceptedNames));
    }

    [Theory]
    [InlineData("SourceOutput")]
    [InlineData("ImplementationSourceOutput")]
    public void Nothing_is_written_again_after_an_edit_of_another_file(string output)
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
    public void What_a_real_edit_concerns_is_written_again(string output, string source)
    {
        var run = Edited(source, source == Partial ? WithOption : "\n" + source);
        Assert.Contains(
            run.Result.TrackedOutputSteps[output].SelectMany(step => step.Outputs),
            written => written.Reason == IncrementalStepRunReason.Modified);
    }

    private static string WithOption =>
        Partial.Replace("DropPagesAfterFullRead", "DropPagesAfterFullRead(Spare = SparedPages.AlreadyCached)", StringComparison.Ordinal);

    private static List<IncrementalStepRunReason> ReasonsAfter(string source, string edited, string step) => Reasons(Edited(source, edited), step);

    private static GeneratorRun Edited(string source, string edited)
    {
        var first = GeneratorRun.Of(GeneratorRun.Compilation("Sample", Sources, Library("Read"))).CompilesWithoutWarnings();
        var tree = first.Input.SyntaxTrees.Single(tree => tree.ToString() == source);
        return first.Again(first.Input.ReplaceSyntaxTree(tree, GeneratorRun.Parse(edited, Path.GetFileName(tree.FilePath)))).CompilesWithoutWarnings();
    }

    private static List<IncrementalStepRunReason> Reasons(GeneratorRun run, string step)
    {
        var reasons = run.Result.TrackedSteps[step].SelectMany(tracked => tracked.Outputs).Select(output => output.Reason).ToList();
        Assert.NotEmpty(reasons);
        return reasons;
    }

    private static void IsNothingNew(IncrementalStepRunReason reason) =>
        Assert.True(reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, reason.ToString());

    private static MetadataReference Library(string method) => GeneratorRun.Compilation("Library", [$$"""
        public static class Library
        {
            [DropPagesAfterFullRead] public static void {{method}}(FileStream file) { }
        }
        """]).ToImage();
}
