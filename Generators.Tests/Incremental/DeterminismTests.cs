using Generators.Tests.Infrastructure;

namespace Generators.Tests.Incremental;

/// <summary>The same source files always give the same generated text. It names no directory, and the order of the files changes no partial wrapper.</summary>
public class DeterminismTests
{
    private static readonly string[] Sources =
    [
        "partial class A { [DropPagesAfterFullRead] public partial int Z(FileStream f); int ZCore(FileStream f) => 1; }",
        "partial class A { [DropPagesAfterFullRead] public partial int B(FileStream f); int BCore(FileStream f) => C.M(f); }",
        "partial class A { [DropPagesAfterFullWrite] public partial int B(Stream f); int BCore(Stream f) => 1; }",
        "partial class Case { [DropPagesAfterFullRead] public partial int Z(FileStream f); int ZCore(FileStream f) => 1; }",
        "partial class CASE { [DropPagesAfterFullWrite] public partial int B(Stream f); int BCore(Stream f) => 1; }",
        "class C { [DropPagesAfterFullRead] public static int M(FileStream f) => 1; int U(FileStream f) => M(f) + new D().M(f); }",
        "class D { [DropPagesAfterFullRead] public int M(FileStream f) => C.M(f); }",
    ];

    [Fact]
    public void Two_runs_give_the_same_text()
    {
        var (first, second) = (GeneratorRun.From(Sources), GeneratorRun.From(Sources));
        Assert.NotEmpty(first.WrapperFiles);
        Assert.Equal(Texts(first), Texts(second));
    }

    [Fact]
    public void The_order_of_the_files_does_not_matter_to_the_partial_wrapper()
    {
        var forward = GeneratorRun.From(Sources).CompilesWithoutWarnings();
        var backward = GeneratorRun.From([.. Sources.Reverse()]).CompilesWithoutWarnings();
        Assert.Equal(Texts(forward).Where(IsPartial).Order(), Texts(backward).Where(IsPartial).Order());
    }

    [Fact]
    public void Types_whose_names_differ_only_in_case_have_distinct_file_names()
    {
        var names = GeneratorRun.From(Sources).WrapperFiles.Select(source => source.HintName).ToList();
        Assert.Equal(4, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.Equal(4, names.Count);
    }

    [Fact]
    public void No_text_contains_a_directory_or_a_carriage_return() => Assert.All(
        Texts(GeneratorRun.From(Sources)),
        text =>
        {
            Assert.DoesNotContain("/src/", text, StringComparison.Ordinal);
            Assert.DoesNotContain("\r", text, StringComparison.Ordinal);
        });

    private static bool IsPartial(string text) => !text.StartsWith("Interceptors", StringComparison.Ordinal);

    private static IEnumerable<string> Texts(GeneratorRun run) =>
        run.WrapperFiles.Select(source => source.HintName + "\n" + source.SourceText);
}
