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
    [InlineData("a private getter of a base property", "[{|IOP010:ReplacesFile(\"Half\")|}] partial void Save(); void SaveCore(FileStream file) { }")]
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
    [InlineData("an internal field of the base", "[ReplacesFile(nameof(Internal))] partial void Save(); void SaveCore(FileStream file) { }")]
    [InlineData("a task", "[ReplacesFile(nameof(path))] private partial Task SaveAsync(string path); Task SaveCoreAsync(FileStream file) => Task.CompletedTask;")]
    [InlineData("no body", "[ReplacesFile(nameof(path))] static partial void Save(string path);")]
    [InlineData("no attribute", "static partial void Save(int number); static void SaveCore(FileStream file) { }")]
    [InlineData("an attribute of another library", "[Elsewhere.ReplacesFile(\"missing\")] static partial void Save(string path);")]
    public Task A_path_is_not_reported(string label, string code) => Check.Reports(InClass(label, code));

    [Theory]
    [InlineData("missing", "string path", "no parameter, field or property has this name. Use nameof(...) of a string parameter, field or property.")]
    [InlineData("number", "int number", "its type is not string. Use nameof(...) of a string parameter, field or property.")]
    [InlineData("Place", "int number", "the property has no getter. Add a getter.")]
    [InlineData("path", "ref string path", "the body could change a ref or out parameter. Pass the path by value.")]
    [InlineData("Shown", "int number", "it is an instance member, and the method is static. Make it static, or use a parameter.")]
    [InlineData("info.Pth", "FileInfo info", "no parameter, field or property there has the name 'Pth'. Correct the name.")]
    public Task The_message_gives_the_reason_and_the_action(string name, string parameter, string message) => Check.Reports(
        InClass("message", $$"""static string Place { set { } } [{|#0:ReplacesFile("{{name}}")|}] static partial void Save({{parameter}});"""),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP010", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage($"[ReplacesFile] on 'Save' names '{name}' as the path, but {message}"));

    [Fact]
    public Task The_message_says_that_a_member_of_the_base_is_private() => Check.Reports(
        InClass("message", "[{|#0:ReplacesFile(\"_hidden\")|}] partial void Save();"),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP010", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage(
            "[ReplacesFile] on 'Save' names '_hidden' as the path, but it is a private member of a base type. Make it protected."));

    /// <summary>Puts the members in a class. The label becomes a comment.</summary>
    internal static string InClass(string label, string code) => $$"""
        #nullable enable
        // {{label}}
        partial class C : Base
        {
            {{code.Replace("private partial Task SaveAsync", "private partial Task {|CS8795:SaveAsync|}", StringComparison.Ordinal)}}
        }
        class Base { private readonly string _hidden = ""; protected string Shown => _hidden; internal string Internal = ""; protected string Half { private get; set; } = ""; }
        namespace Elsewhere { class ReplacesFileAttribute(string path) : Attribute { public string Path => path; } }
        """;
}
