using System.Collections.Immutable;
using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.NameIndex;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.NameIndex;

public sealed class AnnotatedNamesTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead]")]
    [InlineData("[DropPagesAfterFullReadAttribute]")]
    [InlineData("[IoPolicy.DropPagesAfterFullWrite(Durable = true)]")]
    [InlineData("[global::IoPolicy.HeaderOnly]")]
    [InlineData("[System.Obsolete, HeaderOnly]")]
    [InlineData("[\\u0048eaderOnly]", Label = "an escape in the name")]
    public void An_attribute_is_found_however_it_is_written(string attribute)
    {
        var names = Find($"using IoPolicy; class C {{ {attribute} void Load(System.IO.FileStream file) {{ }} }}");

        Assert.True(names.IsAnyInSource);
        Assert.Equal(["Load"], names.InSource);
    }

    [Fact]
    public void An_alias_of_an_attribute_is_found_in_every_file()
    {
        var names = Find(
            "global using Drop = IoPolicy.DropPagesAfterFullReadAttribute;",
            "class C { [Drop] void Load(System.IO.FileStream file) { } }");

        Assert.Equal(["Load"], names.InSource);
    }

    [Fact]
    public void An_alias_of_an_alias_is_found()
    {
        var names = Find("""
            using Drop = IoPolicy.DropPagesAfterFullReadAttribute;
            namespace N
            {
                using Again = Drop;
                class C { [Again] void Load(System.IO.FileStream file) { } }
            }
            """);

        Assert.Equal(["Load"], names.InSource);
    }

    [Theory]
    [InlineData("class C { void Load(System.IO.FileStream file) { } }")]
    [InlineData("class C { /* [HeaderOnly] */ string HeaderOnly => \"DropPagesAfterFullRead\"; }")]
    [InlineData("class C { void Load() => System.Console.WriteLine(typeof(IoPolicy.HeaderOnlyAttribute)); }")]
    public void Code_that_only_mentions_an_attribute_has_no_annotated_method(string source)
    {
        var names = Find(source);

        Assert.False(names.IsAnyInSource);
        Assert.Empty(names.All);
    }

    [Fact]
    public void An_attribute_on_an_accessor_is_found_without_a_method_name()
    {
        var names = Find("using IoPolicy; class C { int this[int i] { [HeaderOnly] get => i; } }");

        Assert.True(names.IsAnyInSource);
        Assert.Empty(names.InSource);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Annotated_methods_of_references_are_among_all_names(bool asImage)
    {
        var library = Compile("using IoPolicy; public class Library { [HeaderOnly] public void Peek(System.IO.FileStream file) { } }");
        var names = Find([asImage ? Image(library) : library.ToMetadataReference()], "class C { }");

        Assert.False(names.IsAnyInSource);
        Assert.Empty(names.InSource);
        Assert.Equal(["Peek"], names.All);
    }

    private static AnnotatedNames Find(params string[] sources) => Find([], sources);

    private static AnnotatedNames Find(ImmutableArray<MetadataReference> references, params string[] sources) =>
        AnnotatedNames.Of(Compile(sources).AddReferences(references), TestContext.Current.CancellationToken);

    private static CSharpCompilation Compile(params string[] sources) => CSharpCompilation.Create(
        "Library",
        sources.Select(source => CSharpSyntaxTree.ParseText(source)),
        Source.References,
        Source.CompilationOptions);

    private static PortableExecutableReference Image(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        Assert.True(compilation.Emit(image).Success);
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
