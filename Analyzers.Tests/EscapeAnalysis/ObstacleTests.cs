using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.EscapeAnalysis;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.EscapeAnalysis;

/// <summary>The obstacles that the escape analysis finds in a method, and whether each is proven. Windows are automatic only without an obstacle.</summary>
public sealed class ObstacleTests
{
    /// <summary>Labels, the members of a class and the obstacles. The method <c>M</c> has the stream <c>file</c>.</summary>
    [Theory]
    [MemberData(nameof(StreamUses.Harmless), MemberType = typeof(StreamUses))]
    public void A_use_is_harmless(string label, string members) => Check(label, members, "");

    /// <summary>Labels, the members of a class and the obstacles. The method <c>M</c> has the stream <c>file</c>.</summary>
    [Theory]
    [MemberData(nameof(StreamUses.Obstacles), MemberType = typeof(StreamUses))]
    [MemberData(nameof(StreamUses.Passes), MemberType = typeof(StreamUses))]
    public void A_use_is_an_obstacle(string label, string members, string obstacles) => Check(label, members, obstacles);

    /// <summary>A message names the file of an obstacle only if another file has the code.</summary>
    [Theory]
    [InlineData("src/Other.cs")]
    [InlineData("C:\\src\\Other.cs")]
    [InlineData("Other.cs")]
    public void An_obstacle_names_its_line_and_its_file(string path)
    {
        var compilation = Source.CompileText("class C { void M(System.IO.Stream file) { Other.Keep(file); } }", "src/C.cs");
        var other = Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree.ParseText("static class Other\n{\n    static System.IO.Stream? s_kept;\n    internal static void Keep(System.IO.Stream s) => s_kept = s;\n}", Source.ParseOptions, path, cancellationToken: TestContext.Current.CancellationToken);
        var obstacle = Assert.Single(Of(compilation.AddSyntaxTrees(other)));
        Assert.Equal("line 4 of Other.cs keeps it beyond the call, but the wrapper ends with the method", obstacle.Describe(compilation.SyntaxTrees[0]));
        Assert.Equal("line 4 keeps it beyond the call, but the wrapper ends with the method", obstacle.Describe(other));
    }

    [Fact]
    public void The_first_of_two_rewinds_is_the_obstacle()
    {
        var compilation = Source.CompileText("class C {\nvoid M(System.IO.Stream file) {\nfile.ReadByte();\nfile.Position = 0;\nfile.ReadByte();\nfile.Position = 0;\nfile.ReadByte(); } }");
        Assert.StartsWith("line 4 begins a second pass", Assert.Single(Of(compilation)).Describe(compilation.SyntaxTrees[0]), StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_64_methods_is_followed_and_a_longer_chain_is_not()
    {
        Assert.Empty(Of(Chain(63)));
        Assert.Equal("it passes the stream on through too many methods", Assert.Single(Of(Chain(64))).Describe(null));

        static Compilation Chain(int calls) => Source.Compile(
            $"class C {{ void M(Stream file) => M1(file); {string.Concat(Enumerable.Range(1, calls).Select(n => $"static void M{n}(Stream s) => {(n == calls ? "s.ReadByte()" : $"M{n + 1}(s)")}; "))} }}");
    }

    private static void Check(string label, string members, string obstacles)
    {
        var compilation = Source.Compile($$"""
            #nullable enable
            // {{label}}
            partial class C
            {
                Stream? _kept; static Stream? s_kept; object? _any; Stream[] _all = []; Holder _holder = new();
                Stream? Own { get; set; } static Stream? SharedOwn { get; set; }

                sealed class Holder { public Stream? Kept; public Stream? Own { get; set; } public Stream[] All = []; public Holder Inner => this; }
                sealed class Boxed { public static implicit operator Boxed(Stream s) => new(); }

                {{members}}
            }
            """);
        Assert.Empty(compilation.GetDiagnostics(TestContext.Current.CancellationToken).Where(static error => error.Severity == DiagnosticSeverity.Error));
        Assert.Equal(obstacles, string.Join("; ", Of(compilation).Select(static obstacle => obstacle.What + (obstacle.IsProven ? " (proven)" : "")).Distinct()));
    }

    private static IEnumerable<WindowObstacle> Of(Compilation compilation)
    {
        var method = compilation.GetTypeByMetadataName("C")!.GetMembers("M").OfType<IMethodSymbol>().Single();
        return WindowDecision.Obstacles(compilation, method, "file", TestContext.Current.CancellationToken);
    }
}
