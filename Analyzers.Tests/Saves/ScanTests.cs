using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.Saves;

namespace Analyzers.Tests.Saves;

/// <summary>The rules for saves scan each file once until it is edited, because an IDE analyzes after each keystroke.</summary>
public sealed class ScanTests
{
    [Fact]
    public void An_edit_of_one_file_scans_no_other_file()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var compilation = Source.Compile("class C { void M(string path) => File.Move(path + \".tmp\", path); }");
        var tree = compilation.SyntaxTrees.Single(static tree => tree.ToString().Contains("File.Move", StringComparison.Ordinal));
        var before = SaveCode.NamesIn(tree, cancellation);
        var edited = compilation.AddSyntaxTrees(Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("class D;", Source.ParseOptions, cancellationToken: cancellation));

        Assert.Equal(["Move"], before.Select(static token => token.ValueText));
        Assert.All(edited.SyntaxTrees.Where(other => other == tree), other => Assert.Same(before, SaveCode.NamesIn(other, cancellation)));
    }
}
