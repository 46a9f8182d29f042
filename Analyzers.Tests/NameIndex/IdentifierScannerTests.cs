using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.NameIndex;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.NameIndex;

public sealed class IdentifierScannerTests
{
    /// <summary>The found tokens, for the names Load, Lock, Move and <c>class</c>.</summary>
    [Theory]
    [InlineData("class C { void M() { Load(); } }", "Load@21")]
    [InlineData("class C { void M() { Lock(Load, Move()); } }", "Lock@21 Load@26 Move@32")]
    [InlineData("class C { void Load() => this.Load(); }", "Load@15 Load@30")]
    [InlineData("class C { void M() { @Load(); } }", "Load@21", Label = "a verbatim identifier")]
    [InlineData("class C { void M() { L\\u006Fad(); } }", "Load@21", Label = "an escape inside the name")]
    [InlineData("class C { void M() { \\U0000004Coad(); } }", "Load@21", Label = "an escape at the start of the name")]
    [InlineData("class C { void M() { Loader(); Loa(); load(); Lead(); _Load(); } }", "", Label = "other names")]
    [InlineData("class C { string s = \"Load\"; /* Load */ // Move\n}", "", Label = "strings and comments")]
    [InlineData("class C { string s = $\"{Load} Load\"; }", "Load@24", Label = "an interpolation")]
    [InlineData("/// <see cref=\"Load\"/>\nclass C { }", "", Label = "documentation")]
    [InlineData("#if NEVER\nLoad\n#endif\nclass C { }", "", Label = "code of another configuration")]
    [InlineData("class C { object o = nameof(Load); }", "Load@28")]
    [InlineData("class C : Load", "Load@10", Label = "the end of the text")]
    [InlineData("Load", "Load@0", Label = "the whole text")]
    [InlineData("", "")]
    public void Names_are_found_in_code(string source, string found)
    {
        var scanner = new IdentifierScanner(["Load", "Lock", "Move", "class"]);
        var tree = CSharpSyntaxTree.ParseText(source, Source.ParseOptions, cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(found, string.Join(" ", scanner.In(tree, TestContext.Current.CancellationToken).Select(static token => $"{token.ValueText}@{token.SpanStart}")));
    }

    [Fact]
    public void Without_names_nothing_is_found() =>
        Assert.Empty(new IdentifierScanner([]).In(CSharpSyntaxTree.ParseText("class C { }", cancellationToken: TestContext.Current.CancellationToken), TestContext.Current.CancellationToken));
}
