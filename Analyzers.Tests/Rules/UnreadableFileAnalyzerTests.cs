using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnreadableFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnreadableFileAnalyzerTests
{
    private const string Types = """
        public class Options { public string Path { get; set; } = ""; public int Size; public Inner Inner = new(); public static string Shared = ""; private string _hidden = ""; public string Set { set { } } public string Method() => _hidden; public string this[int i] => ""; internal Stream? File; public Point? Point; }
        public class Inner { public FileInfo? Info; protected string Inherited = ""; private protected string Narrow = ""; protected internal string Wide = ""; internal string Internal = ""; public string Half { private get; set; } = ""; }
        public struct Point { public string Path; }
        """;

    [Theory]
    [InlineData("no such parameter", "[DropPagesAfterFullRead({|IOP008:File = \"option.Path\"|})] void M(Options options) { }")]
    [InlineData("no such part", "[DropPagesAfterFullRead({|IOP008:File = \"options.Pth\"|})] void M(Options options) { }")]
    [InlineData("no such part of a part", "[DropPagesAfterFullWrite({|IOP008:File = \"options.Inner.Path\"|})] void M(Options options) { }")]
    [InlineData("an empty part", "[DropPagesAfterFullRead({|IOP008:File = \"options.\"|})] void M(Options options) { }")]
    [InlineData("an empty start", "[DropPagesAfterFullRead({|IOP008:File = \".Path\"|})] void M(Options options) { }")]
    [InlineData("a method", "[DropPagesAfterFullRead({|IOP008:File = \"options.Method\"|})] void M(Options options) { }")]
    [InlineData("a call", "[DropPagesAfterFullRead({|IOP008:File = \"options.Method()\"|})] void M(Options options) { }")]
    [InlineData("an indexer", "[DropPagesAfterFullRead({|IOP008:File = \"options.Item\"|})] void M(Options options) { }")]
    [InlineData("a number", "[DropPagesAfterFullRead({|IOP008:File = \"options.Size\"|})] void M(Options options) { }")]
    [InlineData("an object", "[HeaderOnly({|IOP008:File = \"options.Inner\"|})] void M(Options options) { }")]
    [InlineData("a static part", "[DropPagesAfterFullRead({|IOP008:File = \"options.Shared\"|})] void M(Options options) { }")]
    [InlineData("a private part", "[DropPagesAfterFullRead({|IOP008:File = \"options._hidden\"|})] void M(Options options) { }")]
    [InlineData("a protected part", "[DropPagesAfterFullRead({|IOP008:File = \"options.Inner.Inherited\"|})] void M(Options options) { }")]
    [InlineData("a private protected part of another type", "[DropPagesAfterFullRead({|IOP008:File = \"options.Inner.Narrow\"|})] void M(Options options) { }")]
    [InlineData("a private protected part of another type, and a partial method", "[DropPagesAfterFullRead({|IOP008:File = \"options.Inner.Narrow\"|})] partial void M(Options options); void MCore(Options options) { }")]
    [InlineData("a private getter", "[DropPagesAfterFullRead({|IOP008:File = \"options.Inner.Half\"|})] void M(Options options) { }")]
    [InlineData("no getter", "[DropPagesAfterFullRead({|IOP008:File = \"options.Set\"|})] void M(Options options) { }")]
    [InlineData("an out parameter", "[DropPagesAfterFullRead({|IOP008:File = \"options.Path\"|})] void M(out Options options) => options = new();")]
    [InlineData("an instance field for a static method", "Options _options = new(); [DropPagesAfterFullRead({|IOP008:File = \"_options.Path\"|})] static void M() { }")]
    [InlineData("a type", "[DropPagesAfterFullRead({|IOP008:File = \"Options.Shared\"|})] void M(Options options) { }")]
    [InlineData("a member of a nullable structure", "[DropPagesAfterFullRead({|IOP008:File = \"options.Point.HasValue\"|})] void M(Options options) { }")]
    [InlineData("a partial method", "[DropPagesAfterFullRead({|IOP008:File = \"options.Pth\"|})] partial void M(Options options); void MCore(Options options) { }")]
    [InlineData("a private part of the same type, and an interceptor", "C? _next; string _path = \"\"; [DropPagesAfterFullRead({|IOP008:File = \"_next._path\"|})] void M() => _ = _next?._path;")]
    [InlineData("a private type at the start, and an interceptor", "class Hidden { public string Path = \"\"; } Hidden _hidden = new(); [DropPagesAfterFullRead({|IOP008:File = \"_hidden.Path\"|})] void M() { }")]
    public Task A_part_that_the_wrapper_cannot_read_is_reported(string label, string members)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(members));
    }

    [Theory]
    [InlineData("the file of a primary constructor and an interceptor", "class C(FileStream file) { {|IOP008:[DropPagesAfterFullRead]|} public void M() => file.ReadByte(); }")]
    [InlineData("the path of a primary constructor and an interceptor", "class C(string path) { [DropPagesAfterFullRead({|IOP008:File = nameof(path)|})] public void M() => File.ReadAllBytes(path); }")]
    [InlineData("a part of a primary constructor's parameter and an interceptor", "class C(Options options) { [DropPagesAfterFullRead({|IOP008:File = \"options.Path\"|})] public void M() => File.ReadAllBytes(options.Path); }")]
    public Task A_parameter_of_the_primary_constructor_needs_a_partial_method(string label, string source)
    {
        Assert.NotEmpty(label);
        return Check.Reports(source.Replace("{|IOP008:[DropPagesAfterFullRead]|}", "[{|IOP008:DropPagesAfterFullRead|}]", StringComparison.Ordinal) + Types);
    }

    [Theory]
    [InlineData("no name", "[DropPagesAfterFullRead] void M(Stream file) { }")]
    [InlineData("a name that IOP001 reports", "[DropPagesAfterFullRead(File = \"missing\")] void M(Stream file) { }")]
    [InlineData("a path of a parameter", "[DropPagesAfterFullRead(File = \"options.Path\")] void M(Options options) { }")]
    [InlineData("an internal part", "[DropPagesAfterFullRead(File = \"options.Inner.Internal\")] void M(Options options) { }")]
    [InlineData("a protected internal part", "[DropPagesAfterFullRead(File = \"options.Inner.Wide\")] void M(Options options) { }")]
    [InlineData("a private protected part of a base class, and a partial method", "partial class Heir : Inner { [DropPagesAfterFullRead(File = \"other.Narrow\")] partial void M(Heir other); void MCore(Heir other) => _ = other.Narrow; }")]
    [InlineData("nameof of each part", "[DropPagesAfterFullRead(File = nameof(options) + \".\" + nameof(Options.Path))] void M(Options options) { }")]
    [InlineData("a stream of a parameter", "[HeaderOnly(File = \"options.File\")] void M(Options options) { }")]
    [InlineData("a FileInfo of a part", "[DropPagesAfterFullWrite(File = \"options.Inner.Info\")] void M(Options options) { }")]
    [InlineData("a nullable structure", "[DropPagesAfterFullRead(File = \"options.Point.Value.Path\")] void M(Options options) { }")]
    [InlineData("a private field", "Options _options = new(); [DropPagesAfterFullRead(File = \"_options.Path\")] void M() { }")]
    [InlineData("a private property", "Options Settings { get; } = new(); [DropPagesAfterFullRead(File = \"Settings.Path\")] void M() { }")]
    [InlineData("a static field", "internal static Options Settings = new(); [DropPagesAfterFullRead(File = \"Settings.Path\")] static void M() { }")]
    [InlineData("a private part of the same type, and a partial method", "C? _next; string _path = \"\"; [DropPagesAfterFullRead(File = \"_next._path\")] partial void M(); void MCore() => _ = _next?._path;")]
    [InlineData("a private type, and a partial method", "class Hidden { public string Path = \"\"; } Hidden _hidden = new(); [DropPagesAfterFullRead(File = \"_hidden.Path\")] partial void M(); void MCore() => _ = _hidden;")]
    [InlineData("a tuple", "[DropPagesAfterFullRead(File = \"pair.file\")] void M((Stream file, int size) pair) { }")]
    [InlineData("a type parameter", "[DropPagesAfterFullRead(File = \"options.Path\")] void M<T>(T options) where T : Options { }")]
    [InlineData("with Opened, which IOP006 reports", "[DropPagesAfterFullRead(File = \"options.Pth\", Opened = true)] void M(Options options) => File.OpenRead(options.Path);")]
    public Task A_readable_file_is_not_reported(string label, string members)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(members));
    }

    [Theory]
    [InlineData("option.Path", "Options option0", "no parameter, field or property there has the name 'option'. Correct the name.")]
    [InlineData("options.Method", "Options options", "'Method' is no field or property. Use a field or property.")]
    [InlineData("options.Set", "Options options", "the property 'Set' has no getter. Add a getter.")]
    [InlineData("options.Path", "out Options options", "the out parameter 'options' has no value when the method starts. Use another file.")]
    [InlineData("_options.Path", "int count", "'_options' is an instance member, and the method is static. Make it static, or use a parameter.")]
    [InlineData("options.Shared", "Options options", "'Shared' is static. Use an instance member.")]
    [InlineData("options.Inner.Inherited", "Options options", "generated code cannot access 'Inherited'. Make it internal, or make the method partial if the method can access it.")]
    [InlineData("options.Size", "Options options", "its type is no file, path or FileInfo. Use a stream, a handle, a reader, a writer or a path.")]
    public Task The_message_names_the_part_and_the_action(string file, string parameter, string message) => Check.Reports(
        Class($$"""Options _options = new(); [HeaderOnly({|#0:File = "{{file}}"|})] static void M({{parameter}}) => throw null!;"""),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP008", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage($"[HeaderOnly] on 'M' has the file '{file}', but {message}"));

    [Theory]
    [InlineData("FileStream file", "{|#0:HeaderOnly|}", "file", "file")]
    [InlineData("Options options", "HeaderOnly({|#0:File = \"options.Path\"|})", "options.Path", "options")]
    public Task The_message_names_the_parameter_of_the_primary_constructor(string parameter, string attribute, string file, string part) => Check.Reports(
        $"class C({parameter}) {{ [{attribute}] public object M() => {part}; }}" + Types,
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP008", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage(
            $"[HeaderOnly] on 'M' has the file '{file}', but an interceptor cannot read '{part}', a parameter of the primary constructor. Make the method partial, or use a field."));

    [Theory]
    [InlineData("_hidden.Path", "_hidden", Label = "the first part")]
    [InlineData("_next._path", "_path", Label = "a later part")]
    public Task The_message_names_the_part_that_an_interceptor_cannot_read(string file, string part) => Check.Reports(
        Class($$"""class Hidden { public string Path = ""; } Hidden _hidden = new(); C? _next; string _path = ""; [HeaderOnly({|#0:File = "{{file}}"|})] void M() => _ = _next?._path;"""),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP008", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage(
            $"[HeaderOnly] on 'M' has the file '{file}', but generated code cannot access '{part}'. Make it internal, or make the method partial if the method can access it."));

    [Fact]
    public Task A_partial_method_reads_the_primary_constructor() => Check.Reports(
        "partial class C(FileStream file, Options options) { [DropPagesAfterFullRead] partial void M(); void MCore() => file.ReadByte(); [DropPagesAfterFullRead(File = \"options.Path\")] partial void N(); void NCore() => _ = options.Path; }" + Types);

    private static string Class(string members) => "partial class C { " + members + " }\n" + Types;
}
