using Generators.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Generators.Tests.Incremental;

/// <summary>
/// After each edit, a driver that reuses earlier results generates the same code as a new driver. There is an edit of each kind that can
/// change the meaning of a declaration, or of a name in it.
/// </summary>
public class EditTests
{
    private const string SessionsClass = """
        partial class Sessions
        {
            private FileStream _file = null!;
            [DropPagesAfterFullRead] public partial int Load(FileStream file);
            private int LoadCore(FileStream file) => 1;
            [DropPagesAfterFullRead] public static int Scan(FileStream file) => 1;
            int Use(FileStream file) => Scan(file);
        }
        """;

    private const string Loader = "partial class C { [DropPagesAfterFullRead] public partial int Load(FileStream file); int LoadCore(FileStream file) => 1; }";

    /// <summary>Edits that change the generated code: the text before, the text after, and another file that stays the same.</summary>
    public static TheoryData<string, string, string> Changing => new()
    {
        // The attribute and its arguments.
        { Loader, Loader.Replace("Read]", "Read(PreserveCached = true)]", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("Read]", "Write]", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("[DropPagesAfterFullRead] ", "", StringComparison.Ordinal), "" },
        { WithVariable("\"A\""), WithVariable("\"B\""), "" },
        { WithVariable("\"\"\"A\"\"\""), WithVariable("\"\"\"B\"\"\""), "" },
        { WithVariable("\"\"\"\nA\n\"\"\""), WithVariable("\"\"\"\nB\n\"\"\""), "" },
        { WithVariable("$\"{nameof(A)}\""), WithVariable("$\"{nameof(System)}\""), "class A;" },
        { WithVariable("@\"A\""), WithVariable("@\"B\""), "" },

        // The constants that the arguments name, in another file.
        { "class K { public const string Name = \"A\"; }", "class K { public const string Name = \"B\"; }", WithVariable("K.Name") },
        { "class K { public const string Name = \"\"\"A\"\"\"; }", "class K { public const string Name = \"\"\"B\"\"\"; }", WithVariable("K.Name") },
        { "class J { public const string Half = \"A\"; }", "class J { public const string Half = \"B\"; }", "class K { public const string Name = J.Half + \"x\"; }" + WithVariable("K.Name") },
        { "enum E { A = 1048576 }", "enum E { A = 2097152 }", Windowed("(int)E.A") },
        { "enum E { Z, A = 1048576, B }", "enum E { Z, A = 1048576, C, B }", Windowed("(int)E.B") },

        // Aliases and usings.
        { "global using Drop = IoPolicy.DropPagesAfterFullReadAttribute;", "global using Drop = IoPolicy.DropPagesAfterFullWriteAttribute;", Loader.Replace("DropPagesAfterFullRead", "Drop", StringComparison.Ordinal) },
        { "using F = System.IO.FileStream;" + WithAlias, "using F = System.IO.Stream;" + WithAlias, "" },
        { "global using F = System.IO.FileStream;", "global using F = System.IO.Stream;", WithAlias },
        { "namespace N { class Item; }", "namespace M { class Item; } namespace N;", "using N; using M; " + Loader.Replace("FileStream file)", "FileStream file, Item item)", StringComparison.Ordinal) },

        // The types around the method.
        { "class Base;", "class Base { protected FileStream Stream = null!; }", "partial class C : Base { [DropPagesAfterFullRead] public partial int Load(); int LoadCore() => 1; }" },
        { "partial class C;", "partial class C : Base;", "class Base { protected FileStream Stream = null!; } partial class C { [DropPagesAfterFullRead] public partial int Load(); int LoadCore() => 1; }" },
        { "partial class C;", "partial class C { FileStream Own => null!; }", "partial class C { [DropPagesAfterFullRead] public partial int Load(); int LoadCore() => 1; }" },
        { Loader, Loader.Replace("class C", "class D", StringComparison.Ordinal), "" },
        { Loader, "namespace N;" + Loader, "" },
        { Loader, Loader.Replace("partial class C", "partial struct C", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("partial class C", "file partial class C", StringComparison.Ordinal), "" },

        // The declaration.
        { Loader, Loader.Replace("public partial", "internal partial", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("FileStream file", "FileStream stream", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("FileStream file", "Stream file", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("FileStream file", "FileStream file, string? name", StringComparison.Ordinal), "" },
        { Loader.Replace("FileStream file", "FileStream file, string? name", StringComparison.Ordinal), Loader.Replace("FileStream file", "FileStream file, string name", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("int Load", "long Load", StringComparison.Ordinal), "" },

        // A body or another member that changes the meaning of the declaration.
        { Rows("{ return []; }"), Rows("{ yield break; }"), "" },
        { Rows("{ IEnumerable<int> Own() { yield break; } return Own(); }"), Rows("{ yield break; }"), "" },
        { "partial class C;", "partial class C { int LoadCore(FileStream file) => 1; }", Loader.Replace("int LoadCore(FileStream file) => 1; ", "", StringComparison.Ordinal) },
        { "partial class C;", "partial class C { public partial int Load(FileStream file) => 1; }", Loader },

        // Conditional code.
        { "#define A\n" + Conditional, Conditional, "" },
        { "#if true\n" + Loader + "\n#endif", "#if false\n" + Loader + "\n#endif", "" },
        { Hidden("true"), Hidden("false"), "" },
    };

    /// <summary>Edits that may leave the generated code unchanged. The columns are the same as above.</summary>
    public static TheoryData<string, string, string> Preserving => new()
    {
        { Loader, Loader.Replace("=> 1", "=> file.ReadByte()", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("=> 1;", "{ return 1; }", StringComparison.Ordinal), "" },
        { Loader, Loader.Replace("FileStream file)", "FileStream file, int count = 1)", StringComparison.Ordinal), "" },
        { Loader.Replace("FileStream file)", "FileStream file, int count = 1)", StringComparison.Ordinal), Loader.Replace("FileStream file)", "FileStream file, int count = 2)", StringComparison.Ordinal), "" },
        { "#nullable disable\n" + Loader.Replace("FileStream file", "FileStream file, string name", StringComparison.Ordinal), "#nullable enable\n" + Loader.Replace("FileStream file", "FileStream file, string name", StringComparison.Ordinal), "" },
        { NullableInside("disable"), NullableInside("enable"), "" },
        { "partial class C { int P { get { return 1; } } }", "partial class C { int P { get { return field; } } }", Loader },
        { "partial class C { FileStream P { get => null!; } }", "partial class C { FileStream P { get => field; } }", "partial class C { [DropPagesAfterFullRead] public partial int Load(); int LoadCore() => 1; }" },
        { "partial class C(FileStream given) { int Use() => 1; }", "partial class C(FileStream given) { int Use() => given.ReadByte(); }", "partial class C { [DropPagesAfterFullRead] public partial int Load(); int LoadCore() => 1; }" },
        { "class P { public static int Parse(Stream file) => 1; }", "class P { public static Stream? Kept; public static int Parse(Stream file) { Kept = file; return 1; } }", Loader.Replace("=> 1", "=> P.Parse(file)", StringComparison.Ordinal) },
        { "static class U { static int M(FileStream file) => 1; }", "static class U { static int M(FileStream file) => Sessions.Scan(file); }", "" },
        { "static class U { static int M(FileStream file) => Sessions.Scan(file); }", "static class U { static int M(FileStream file) => 0 + Sessions.Scan(file); }", "" },
        { "namespace IoPolicyScopes;", "namespace Policies { class X; }", Loader },
        { "class J { public string A = \"\"; }", "class J { public string B = \"\"; }", "class K { public const string Name = nameof(J.A); }" + WithVariable("K.Name") },
        { "partial class C { int LoadCore(FileStream file) { return 1; } }", "partial class C { int LoadCore(FileStream file) { return 1; } ", "" },
        { "class A { int X() => 1; }", "class A { int X( => 1; }", Loader },
        { "class A { int X() { return 1; } }", "class A { int X() { return \"1; } }", Loader },
        { "class A { int X() { return 1; } }" + Loader, "class A { int X() { return 1; }" + Loader, "" },
        { "class A { int X() { return 1; } }" + Loader, "class A { int X() { return 1; /* } }" + Loader, "" },
        { "class A { int X() { return 1; } }" + Loader, "class A { string X() { return \"\"\"; } }" + Loader, "" },
    };

    private static string WithAlias => Loader.Replace("FileStream file", "F file", StringComparison.Ordinal);

    private static string Conditional => "#if A\n" + Loader + "\n#endif";

    [Theory]
    [MemberData(nameof(Changing))]
    public void An_edit_that_changes_the_generated_code_gives_the_code_of_a_new_driver(string before, string after, string other)
    {
        Assert.NotEqual(Texts(GeneratorRun.From(Compilation(before, other))), Texts(GeneratorRun.From(Compilation(after, other))));
        AssertSameAsNewDriver(before, after, other);
    }

    [Theory]
    [MemberData(nameof(Preserving))]
    public void An_edit_that_may_change_nothing_gives_the_code_of_a_new_driver(string before, string after, string other) => AssertSameAsNewDriver(before, after, other);

    [Fact]
    public void A_changed_reference_changes_a_constant()
    {
        var before = GeneratorRun.Compilation("Sample", [WithVariable("K.Name")], Library("A"));
        var after = before.ReplaceReference(before.References.Last(), Library("B"));
        Assert.NotEqual(Texts(GeneratorRun.From(before)), Texts(GeneratorRun.From(after)));
        AssertSameAsNewDriver(before, after);
    }

    [Fact]
    public void A_referenced_project_changes_a_constant()
    {
        var before = GeneratorRun.Compilation("Sample", [WithVariable("K.Name")], LibrarySource("A").ToMetadataReference());
        var after = before.ReplaceReference(before.References.Last(), LibrarySource("B").ToMetadataReference());
        Assert.NotEqual(Texts(GeneratorRun.From(before)), Texts(GeneratorRun.From(after)));
        AssertSameAsNewDriver(before, after);
    }

    [Fact]
    public void Changed_options_and_files_give_the_output_of_a_new_driver()
    {
        var whole = GeneratorRun.Compilation(SessionsClass, Loader, "partial class C { FileStream? _own; }");
        var trees = whole.SyntaxTrees;
        CSharpCompilation[] others =
        [
            whole.WithOptions(whole.Options.WithNullableContextOptions(NullableContextOptions.Disable)),
            whole.WithOptions(whole.Options.WithAllowUnsafe(false)),
            whole.WithAssemblyName("Other"),
            whole.RemoveSyntaxTrees(trees[1]),
            whole.RemoveSyntaxTrees(trees[2]),
            whole.RemoveSyntaxTrees(trees[0]),
            whole.RemoveAllSyntaxTrees().AddSyntaxTrees(trees.Reverse()),
            whole.AddSyntaxTrees(GeneratorRun.Parse(Loader.Replace("class C", "class D", StringComparison.Ordinal), "Added.cs")),
            whole.ReplaceSyntaxTree(trees[1], trees[1].WithFilePath("/src/Moved.cs")),
            whole.RemoveAllReferences(),
        ];
        Assert.All(others, other =>
        {
            AssertSameAsNewDriver(whole, other);
            AssertSameAsNewDriver(other, whole);
        });
    }

    /// <summary>A sum of thousands of terms is a syntax tree of that depth. The comparison must not overflow the stack.</summary>
    [Fact]
    public void A_very_long_sum_is_compared()
    {
        var sum = string.Join(" + ", Enumerable.Repeat("x", 4000));
        AssertSameAsNewDriver($"class K {{ static int x; int F = {sum}; int M() => {sum}; }}", $"class K {{ static int x; int F = {sum} + x; int M() => {sum}; }}", Loader);
    }

    /// <summary>One driver runs after each of many edits. An edit removes, doubles or replaces one token, or adds a comment after it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Random_edits_give_the_code_of_a_new_driver(int seed)
    {
        string[] sources =
        [
            SessionsClass,
            Rows("{ foreach (var i in new[] { 1, 2 }) { System.Console.WriteLine(i); } return []; }"),
            WithVariable("K.Name") + Hidden("true"),
            "class K { public const string Name = \"A\" + \"\"\"B\"\"\"; int P { get => field; } } class Base { protected FileStream Stream = null!; int M() { if (Stream is null) { return 1; } return 2; } }",
        ];
        var random = new Random(seed);
        var compilation = GeneratorRun.Compilation(sources);
        var (build, ide) = (Build(compilation), DesignTime(compilation));
        var written = new HashSet<string>();
        for (var edit = 0; edit < 60; edit++)
        {
            // Start again after every fifth edit. Otherwise the code would soon have nothing but errors.
            compilation = edit % 5 == 0 ? GeneratorRun.Compilation(sources) : compilation;
            var tree = compilation.SyntaxTrees[random.Next(1, compilation.SyntaxTrees.Length)];
            compilation = compilation.ReplaceSyntaxTree(tree, GeneratorRun.Parse(Edited(tree, random), Path.GetFileName(tree.FilePath)));
            build = build.Again(compilation);
            ide = ide.Again(compilation);
            Assert.Equal(Texts(Build(compilation)), Texts(build));
            Assert.Equal(Texts(DesignTime(compilation)), Texts(ide));
            written.Add(string.Concat(Texts(build)));
        }

        Assert.True(written.Count > 5, $"Only {written.Count} outputs: the edits touch nothing that matters.");
    }

    private static string Edited(SyntaxTree tree, Random random)
    {
        var tokens = tree.GetRoot().DescendantTokens().Where(token => token.Span.Length > 0).ToList();
        var text = tree.ToString();
        if (tokens.Count == 0)
        {
            return text;
        }

        var (token, donor) = (tokens[random.Next(tokens.Count)], tokens[random.Next(tokens.Count)]);
        var replacement = random.Next(4) switch
        {
            0 => "",
            1 => token.Text + " " + token.Text,
            2 => token.Text + " /* comment */",
            _ => donor.Text,
        };
        return text[..token.SpanStart] + replacement + text[token.Span.End..];
    }

    private static void AssertSameAsNewDriver(string before, string after, string other)
    {
        var (first, second) = (Compilation(before, other), Compilation(after, other));

        // A command-line build parses all files again. An IDE parses a part of one file again.
        AssertSameAsNewDriver(first, second);
        AssertSameAsNewDriver(second, first);
        var tree = first.SyntaxTrees[1];
        AssertSameAsNewDriver(first, first.ReplaceSyntaxTree(tree, tree.WithChangedText(second.SyntaxTrees[1].GetText())));
    }

    private static void AssertSameAsNewDriver(CSharpCompilation before, CSharpCompilation after)
    {
        Assert.Equal(Texts(Build(after)), Texts(Build(before).Again(after)));
        Assert.Equal(Texts(DesignTime(after)), Texts(DesignTime(before).Again(after)));
    }

    private static CSharpCompilation Compilation(string edited, string other) => GeneratorRun.Compilation(edited, other, SessionsClass);

    private static GeneratorRun Build(CSharpCompilation compilation) => GeneratorRun.From(compilation);

    private static GeneratorRun DesignTime(CSharpCompilation compilation) => GeneratorRun.From(compilation, new() { ["IoPolicyDesignTime"] = "true" });

    private static List<string> Texts(GeneratorRun run)
    {
        Assert.Null(run.Result.Exception);
        return [.. run.Result.GeneratedSources.Select(source => source.HintName + "\n" + source.SourceText)];
    }

    private static string WithVariable(string variable) => Loader.Replace("class C", "class Kept", StringComparison.Ordinal).Replace("Read]", $"Read(KeepPagesVariable = {variable})]", StringComparison.Ordinal);

    private static string Windowed(string bytes) => Loader.Replace("Read]", $"Read(WindowBytes = {bytes})]", StringComparison.Ordinal);

    private static string Rows(string body) =>
        "partial class R { [DropPagesAfterFullRead] public partial IEnumerable<int> Rows(FileStream file); IEnumerable<int> RowsCore(FileStream file) " + body + " }";

    /// <summary>Creates a body with an <c>#if</c> whose <c>#endif</c> is after another member.</summary>
    private static string Hidden(string condition) =>
        $$"""
        partial class H
        {
            void A()
            {
        #if {{condition}}
            }

            [DropPagesAfterFullRead] public partial int Load(FileStream file);

            void B()
            {
        #endif
            }

            int LoadCore(FileStream file) => 1;
        }
        """;

    private static string NullableInside(string state) =>
        $$"""
        partial class H
        {
            void A()
            {
        #nullable {{state}}
            }

            [DropPagesAfterFullRead] public partial List<string> Load(FileStream file, List<string> names);
            List<string> LoadCore(FileStream file, List<string> names) => names;
        }
        """;

    private static MetadataReference Library(string name) => LibrarySource(name).ToImage();

    private static CSharpCompilation LibrarySource(string name) => GeneratorRun.Compilation("Library", [$"public class K {{ public const string Name = \"{name}\"; }}"]);
}
