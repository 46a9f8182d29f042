using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.MissingReplacedPathAnalyzer, IoPolicy.CodeFixes.MissingReplacedPathCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP010 on the names that <c>[ReplacesFile]</c> gives.</summary>
public sealed class MissingReplacedPathAnalyzerTests
{
    [Theory]
    [InlineData("a wrong name", "[{|IOP010:ReplacesFile(\"missing\")|}] static partial void Save(string path, int a); static void SaveCore(FileStream file, int a) { }", "[ReplacesFile(nameof(path))] static partial void Save(string path, int a); static void SaveCore(FileStream file, int a) { }")]
    [InlineData("an escaped name", "[{|IOP010:ReplacesFile(\"missing\")|}] static partial void Save(string @class); static void SaveCore(FileStream file) { }", "[ReplacesFile(nameof(@class))] static partial void Save(string @class); static void SaveCore(FileStream file) { }")]
    [InlineData("a name that is no keyword", "[{|IOP010:ReplacesFile(\"missing\")|}] static partial void Save(string @path); static void SaveCore(FileStream file) { }", "[ReplacesFile(nameof(@path))] static partial void Save(string @path); static void SaveCore(FileStream file) { }")]
    public Task The_fix_names_the_only_string_parameter(string label, string code, string fixedCode) => Check.Fixes(InClass(label, code), InClass(label, fixedCode));

    [Theory]
    [InlineData("a path and a text", "[{|IOP010:ReplacesFile(\"missing\")|}] static partial void Save(string path, string text);")]
    public Task Two_strings_have_no_fix(string label, string code) => Check.Fixes(InClass(label, code), InClass(label, code));

    [Theory]
    [InlineData("no such name", "[{|IOP010:ReplacesFile(\"missing\")|}] static partial void Save(string path); static void SaveCore(FileStream file) { }")]
    [InlineData("null", "[{|IOP010:ReplacesFile(null!)|}] static partial void Save(string path); static void SaveCore(FileStream file) { }")]
    [InlineData("an empty name", "[{|IOP010:ReplacesFile(\"\")|}] static partial void Save(string path); static void SaveCore(FileStream file) { }")]
    [InlineData("a number", "[{|IOP010:ReplacesFile(nameof(number))|}] static partial void Save(int number); static void SaveCore(FileStream file) { }")]
    [InlineData("a stream", "[{|IOP010:ReplacesFile(nameof(stream))|}] static partial void Save(FileStream stream); static void SaveCore(FileStream stream) { }")]
    [InlineData("a ref parameter", "[{|IOP010:ReplacesFile(nameof(path))|}] static partial void Save(ref string path); static void SaveCore(FileStream file, ref string path) { }")]
    [InlineData("an out parameter", "[{|IOP010:ReplacesFile(nameof(path))|}] public static partial void {|CS8795:Save|}(out string path); static void SaveCore(FileStream file, out string path) => path = \"\";")]
    [InlineData("a field of another type", "static readonly Uri Place = new(\"file:///a\"); [{|IOP010:ReplacesFile(nameof(Place))|}] static partial void Save(); static void SaveCore(FileStream file) { }")]
    [InlineData("an instance field", "readonly string _path = \"\"; [{|IOP010:ReplacesFile(nameof(_path))|}] static partial void Save(); static void SaveCore(FileStream file) { }")]
    [InlineData("no getter", "static string Path { set { } } [{|IOP010:ReplacesFile(nameof(Path))|}] static partial void Save(); static void SaveCore(FileStream file) { }")]
    [InlineData("a private field of the base", "[{|IOP010:ReplacesFile(\"_hidden\")|}] static partial void Save(); static void SaveCore(FileStream file) { }")]
    [InlineData("a method", "static string Path() => \"\"; [{|IOP010:ReplacesFile(nameof(Path))|}] static partial void Save(); static void SaveCore(FileStream file) { }")]
    [InlineData("a parameter hides the field", "static readonly string Place = \"\"; [{|IOP010:ReplacesFile(nameof(Place))|}] static partial void Save(int Place); static void SaveCore(FileStream file, int Place) { }")]
    [InlineData("a dotted name whose last part does not exist", "[{|IOP010:ReplacesFile(\"file.Pth\")|}] static partial void Save(FileInfo file); static void SaveCore(Stream stream, FileInfo file) { }")]
    [InlineData("a dotted name that ends in a method", "[{|IOP010:ReplacesFile(\"file.ToString\")|}] static partial void Save(FileInfo file); static void SaveCore(Stream stream, FileInfo file) { }")]
    [InlineData("a dotted name that ends in a number", "[{|IOP010:ReplacesFile(\"file.Length\")|}] static partial void Save(FileInfo file); static void SaveCore(Stream stream, FileInfo file) { }")]
    [InlineData("a dotted name of an instance field", "readonly FileInfo _file = new(\"a\"); [{|IOP010:ReplacesFile(\"_file.FullName\")|}] static partial void Save(); static void SaveCore(Stream stream) { }")]
    [InlineData("an ordinary method", "[{|IOP010:ReplacesFile(\"missing\")|}] static void Save(string path) { }")]
    public Task A_name_without_a_path_is_reported(string label, string code) => Check.Reports(InClass(label, code));

    [Theory]
    [InlineData("a parameter", "[ReplacesFile(nameof(path))] static partial void Save(string path); static void SaveCore(FileStream file) { }")]
    [InlineData("a parameter that can be null", "[ReplacesFile(nameof(path))] static partial void Save(string? path); static void SaveCore(FileStream file) { }")]
    [InlineData("an in parameter", "[ReplacesFile(nameof(path))] static partial void Save(in string path); static void SaveCore(FileStream file) { }")]
    [InlineData("an escaped name", "[ReplacesFile(nameof(@class))] static partial void Save(string @class); static void SaveCore(FileStream file) { }")]
    [InlineData("a dotted name", "[ReplacesFile(\"file.FullName\")] static partial void Save(FileInfo file); static void SaveCore(Stream stream, FileInfo file) { }")]
    [InlineData("a dotted name of a field", "readonly FileInfo _file = new(\"a\"); [ReplacesFile(\"_file.Directory.FullName\")] partial void Save(); void SaveCore(Stream stream) { }")]
    [InlineData("a static field", "static readonly string Place = \"\"; [ReplacesFile(nameof(Place))] static partial void Save(); static void SaveCore(FileStream file) { }")]
    [InlineData("a constant", "const string Place = \"/a\"; [ReplacesFile(nameof(Place))] static partial void Save(); static void SaveCore(FileStream file) { }")]
    [InlineData("an instance field", "readonly string _path = \"\"; [ReplacesFile(nameof(_path))] partial void Save(); void SaveCore(FileStream file) { }")]
    [InlineData("a property", "string Path => \"\"; [ReplacesFile(nameof(Path))] partial void Save(); void SaveCore(FileStream file) { }")]
    [InlineData("a static property", "static string Path => \"\"; [ReplacesFile(nameof(Path))] partial void Save(); void SaveCore(FileStream file) { }")]
    [InlineData("a property of the base", "[ReplacesFile(nameof(Shown))] partial void Save(); void SaveCore(FileStream file) { }")]
    [InlineData("a task", "[ReplacesFile(nameof(path))] private partial Task SaveAsync(string path); Task SaveCoreAsync(FileStream file) => Task.CompletedTask;")]
    [InlineData("no body", "[ReplacesFile(nameof(path))] static partial void Save(string path);")]
    [InlineData("no attribute", "static partial void Save(int number); static void SaveCore(FileStream file) { }")]
    [InlineData("an attribute of another library", "[Elsewhere.ReplacesFile(\"missing\")] static partial void Save(string path);")]
    public Task A_path_is_not_reported(string label, string code) => Check.Reports(InClass(label, code));

    /// <summary>Puts the members in a class. The label becomes a comment.</summary>
    internal static string InClass(string label, string code) => $$"""
        #nullable enable
        // {{label}}
        partial class C : Base
        {
            {{code.Replace("private partial Task SaveAsync", "private partial Task {|CS8795:SaveAsync|}", StringComparison.Ordinal)}}
        }
        class Base { private readonly string _hidden = ""; protected string Shown => _hidden; }
        namespace Elsewhere { class ReplacesFileAttribute(string path) : Attribute { public string Path => path; } }
        """;
}
