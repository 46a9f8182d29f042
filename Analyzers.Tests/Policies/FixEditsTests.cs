using IoPolicy.Analyzers.Policies;
using IoPolicy.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Analyzers.Tests.Policies;

/// <summary>The edits of code fixes on plain syntax. The text is compared with normalized white space.</summary>
public sealed class FixEditsTests
{
    [Fact]
    public void An_attribute_has_each_option_that_is_not_the_default()
    {
        var all = new PolicyOptions(PolicyKind.DropAfterFullWrite)
        {
            File = "class",
            Opened = true,
            Recurse = true,
            AccessedRangeOnly = true,
            WindowBytes = 65_536,
            Durable = true,
            PreserveCached = true,
            Background = true,
            MaxBytes = 7,
            KeepPagesVariable = "A_\"B\"",
            When = "isLarge",
        };

        Assert.Equal(
            """[DropPagesAfterFullWrite(File = nameof(@class), Opened = true, Recurse = true, AccessedRangeOnly = true, WindowBytes = 65536, Durable = true, PreserveCached = true, Background = true, MaxBytes = 7, KeepPagesVariable = "A_\"B\"", When = nameof(isLarge))]""",
            PolicyAttributes.TextOf(all));
        Assert.Equal("[HeaderOnly(File = \"options.Path\")]", PolicyAttributes.TextOf(new PolicyOptions(PolicyKind.HeaderOnly) { File = "options.Path" }));
        Assert.Equal("[DropPagesAfterFullRead]", PolicyAttributes.TextOf(new PolicyOptions(PolicyKind.DropAfterFullRead)));
    }

    [Theory]
    [InlineData("[A(1)]", "[New(1)]")]
    [InlineData("[AAttribute]", "[NewAttribute]")]
    [InlineData("[N.M.AAttribute(X = 1)]", "[N.M.NewAttribute(X = 1)]")]
    [InlineData("[global::A]", "[global::New]")]
    public void A_renamed_attribute_keeps_its_qualifier_suffix_and_arguments(string attribute, string expected) =>
        Assert.Equal(expected, TextOf(AttributeEdits.Renamed(AttributeOf(attribute), "New")));

    [Theory]
    [InlineData("[A(1, X = 2, Y = 3, X2 = 4)]", "[A(X = 2)]")]
    [InlineData("[A(Y = 3)]", "[A]")]
    [InlineData("[A(1)]", "[A]")]
    [InlineData("[A]", "[A]")]
    [InlineData("[A(X = 2)]", "[A(X = 2)]")]
    public void Only_kept_options_stay(string attribute, string expected) =>
        Assert.Equal(expected, TextOf(AttributeEdits.KeepingArguments(AttributeOf(attribute), static name => name == "X")));

    [Theory]
    [InlineData("[A]", "[A(X = 9)]")]
    [InlineData("[A(Y = 1, Z = 2)]", "[A(X = 9, Y = 1, Z = 2)]")]
    [InlineData("[A(Y = 1, X = 2, Z = 3)]", "[A(Y = 1, X = 9, Z = 3)]")]
    public void An_option_is_replaced_in_its_place_or_comes_first(string attribute, string expected) =>
        Assert.Equal(expected, TextOf(AttributeEdits.WithArgument(AttributeOf(attribute), "X", SyntaxFactory.ParseExpression("9"))));

    [Theory]
    [InlineData("class C { [A] void M() { } }", "class C { void M() { } }")]
    [InlineData("class C { [B, A] void M() { } }", "class C { [B] void M() { } }")]
    [InlineData("class C { [B] [A] void M() { } }", "class C { [B] void M() { } }")]
    [InlineData("class C {\n/* why */ [A] void M() { } }", "class C {\n/* why */ void M() { } }")]
    public void A_removed_attribute_leaves_the_others_and_the_comment(string source, string expected)
    {
        var root = SyntaxFactory.ParseCompilationUnit(source);

        var edited = AttributeEdits.Without(root, root.DescendantNodes().OfType<AttributeSyntax>().Single(static attribute => attribute.Name.ToString() == "A"));

        Assert.Equal(Normalized(SyntaxFactory.ParseCompilationUnit(expected)), Normalized(edited));
    }

    /// <summary>A method, and the declaration and the body that replace it.</summary>
    public static TheoryData<string, string> Methods => new()
    {
        { "class C { public void M() { } }", "partial class C { public partial void M(); private void MCore() { } }" },
        { "class C { void M() { } }", "partial class C { private partial void M(); private void MCore() { } }" },
        { "public partial class C { [A] protected internal static int M(int a) => 1; }", "public partial class C { [A] protected internal static partial int M(int a); private static int MCore(int a) => 1; }" },
        { "class C { public async Task M() { await T; } }", "partial class C { public partial Task M(); private async Task MCore() { await T; } }" },
        { "class C { public override unsafe string M(int* a) => null; }", "partial class C { public override unsafe partial string M(int* a); private unsafe string MCore(int* a) => null; }" },
        { "struct S { public readonly int M() => 1; }", "partial struct S { public readonly partial int M(); private readonly int MCore() => 1; }" },
        { "static class C { public static void M(this Stream s, params int[] a) { } }", "static partial class C { public static partial void M(this Stream s, params int[] a); private static void MCore(Stream s, int[] a) { } }" },
        { "class C { public void M(int a = 1, ref int b, [N] in int c) { } }", "partial class C { public partial void M(int a = 1, ref int b, [N] in int c); private void MCore(int a, ref int b, in int c) { } }" },
        {
            "class C { [A, MaybeNull] public T M<[B] T>([X, System.Diagnostics.CodeAnalysis.NotNullAttribute] T a) where T : class { } }",
            "partial class C { [A, MaybeNull] public partial T M<[B] T>([X, System.Diagnostics.CodeAnalysis.NotNullAttribute] T a) where T : class; [MaybeNull] private T MCore<T>([System.Diagnostics.CodeAnalysis.NotNullAttribute] T a) where T : class { } }"
        },
        { "interface I { void M() { } }", "partial interface I { public virtual partial void M(); private void MCore() { } }" },
        { "interface I { sealed void M() { } }", "partial interface I { public partial void M(); private void MCore() { } }" },
        { "interface I { static void M() { } }", "partial interface I { public static partial void M(); private static void MCore() { } }" },
        { "interface I { private void M() { } }", "partial interface I { private partial void M(); private void MCore() { } }" },
        {
            "namespace N { class A { record struct B { interface C { internal void M() { } } } } }",
            "namespace N { partial class A { partial record struct B { partial interface C { internal virtual partial void M(); private void MCore() { } } } } }"
        },
    };

    [Theory]
    [MemberData(nameof(Methods))]
    public void A_method_becomes_a_partial_declaration_and_a_body(string source, string expected)
    {
        var root = SyntaxFactory.ParseCompilationUnit(source);

        var edited = PartialEdits.MakePartial(root, root.DescendantNodes().OfType<MethodDeclarationSyntax>().Single());

        Assert.Equal(Normalized(SyntaxFactory.ParseCompilationUnit(expected)), Normalized(SyntaxFactory.ParseCompilationUnit(edited.ToFullString())));
    }

    private static AttributeSyntax AttributeOf(string list) =>
        SyntaxFactory.ParseCompilationUnit(list + " class C { }").DescendantNodes().OfType<AttributeSyntax>().Single();

    private static string TextOf(AttributeSyntax attribute) => $"[{attribute.NormalizeWhitespace()}]";

    private static string Normalized(SyntaxNode node) => node.NormalizeWhitespace().ToFullString();
}
