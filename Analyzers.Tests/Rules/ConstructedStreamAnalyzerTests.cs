using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ConstructedStreamAnalyzer, IoPolicy.CodeFixes.ConstructedStreamCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class ConstructedStreamAnalyzerTests
{
    private const string Read = "[DropPagesAfterFullRead]";
    private const string Write = "[DropPagesAfterFullWrite]";

    [Theory]
    [InlineData(Read + " Func<Stream> M(string path) => () => {|IOP305:new FileStream(path, FileMode.Open)|};", Label = "a lambda")]
    [InlineData(Read + " void M(string path) { Inner(); void Inner() { using var reader = {|IOP305:new StreamReader(path)|}; } }", Label = "a local function")]
    [InlineData(Write + " void M(string path) { using FileStream file = {|IOP305:new(path, FileMode.Create)|}; }", Label = "a target-typed creation")]
    [InlineData(Write + " C(string path) => _file = {|IOP305:new FileStream(path, FileMode.Append)|}; FileStream _file;", Label = "a constructor")]
    [InlineData(Write + " class Inner { StreamWriter _log = {|IOP305:new StreamWriter(\"log\")|}; }", Label = "a field of a type")]
    [InlineData(Read + " class Inner(string path) : BinaryReader({|IOP305:new FileStream(path, FileMode.Open, FileAccess.Read)|}); ", Label = "an argument of a base constructor in a type with a policy")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] void M(Stream to, string path) { using var file = {|IOP305:new FileStream(path, FileMode.Open)|}; }", Label = "a method with a file of its own")]
    [InlineData("[HeaderOnly] int M(string path) { using var file = {|IOP305:new FileStream(path, FileMode.Open)|}; return file.ReadByte(); }", Label = "a header")]
    [InlineData(Read + " void M(string path, FileAccess access) { using var file = {|IOP305:new FileStream(path, FileMode.Open, access)|}; }", Label = "an access that is known only at run time")]
    [InlineData(Read + " void M(string path) { using var xml = {|IOP305:new System.Xml.XmlTextReader(path)|}; }", Label = "a reader of XML")]
    [InlineData(Write + " void M(string path) { using var xml = {|IOP305:new System.Xml.XmlTextWriter(path, null)|}; }", Label = "a writer of XML")]
    [InlineData(Read + " void M(string path) => {|IOP305:new System.Xml.XPath.XPathDocument(path)|}.CreateNavigator();", Label = "a document")]
    [InlineData(Read + " void M(string path) { using var mail = {|IOP305:new System.Net.Mail.Attachment(path)|}; }", Label = "an attachment")]
    [InlineData(Write + " void M(string path) { using var log = {|IOP305:new System.Diagnostics.TextWriterTraceListener(path)|}; }", Label = "a listener")]
    [InlineData(Read + " void M(string path) { using var parser = {|IOP305:new Microsoft.VisualBasic.FileIO.TextFieldParser(path)|}; }", Label = "a parser")]
    [InlineData("class Inner : FileStream { " + Read + " public Inner(string path) {|IOP305:: base(path, FileMode.Open)|} { } }", Label = "a base constructor")]
    [InlineData(Write + " class Inner(string path) : {|IOP305:StreamWriter(path)|};", Label = "a base constructor in a type with a policy")]
    public Task A_constructor_that_opens_a_file_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void M(string path) { using var file = new FileStream(path, FileMode.Open); }", Label = "no policy")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { using var file = new FileStream(path, FileMode.Open); }", Label = "a policy for a path")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream from) { using var file = new FileStream(\"to\", FileMode.Create); from.CopyTo(file); }", Label = "a policy for a parameter")]
    [InlineData(Read + " byte[] M(string path) => File.ReadAllBytes(path); Stream Other(string path) => new FileStream(path, FileMode.Open);", Label = "another member of the type")]
    [InlineData(Read + " Func<Stream> M(SafeFileHandle[] handles) => () => new FileStream(handles[0], FileAccess.Read);", Label = "a handle")]
    [InlineData(Read + " void M(string path) { using var reader = new StreamReader(File.OpenRead(path)); }", Label = "a reader over a stream")]
    [InlineData(Read + " void M(string path) { using var writer = new StreamWriter(path); }", Label = "a writer in code for reading")]
    [InlineData(Write + " void M(string path) { using var reader = new StreamReader(path); }", Label = "a reader in code for writing")]
    [InlineData(Write + " void M(string path) { using var file = new FileStream(path, FileMode.Open, FileAccess.Read); }", Label = "an access for reading in code for writing")]
    [InlineData(Read + " void M(string path) { using var file = new FileStream(path, FileMode.Append); }", Label = "an appended file in code for reading")]
    [InlineData(Read + " void M(string path) => new Inner.FileStream(path); class Inner { public class FileStream(string path) { string P => path; } }", Label = "another type named FileStream")]
    [InlineData(Read + " void M(string path) { using var xml = new System.Xml.XmlTextReader(File.OpenRead(path)); }", Label = "a reader of XML in a stream")]
    [InlineData(Read + " void M(string path) { using var xml = new System.Xml.XmlTextWriter(path, null); }", Label = "a writer of XML in code for reading")]
    [InlineData("class Inner : StreamReader { " + Read + " public Inner(string path) : base(File.OpenRead(path)) { } }", Label = "a base constructor without a path")]
    public Task Other_creations_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] partial class Sample { }", "partial class Sample { Stream Open(string path) => {|IOP305:new FileStream(path, FileMode.Open)|}; }", Label = "another part of the type")]
    [InlineData("partial class Sample { [DropPagesAfterFullRead] partial class Inner { } }", "partial class Sample { partial class Inner { Stream Open(string path) => {|IOP305:new FileStream(path, FileMode.Open)|}; } }", Label = "a type inside another part")]
    [InlineData("[DropPagesAfterFullRead] partial class Sample { }", "partial class Other { Stream Open(string path) => new FileStream(path, FileMode.Open); }", Label = "another type")]
    [InlineData("partial class Sample { [DropPagesAfterFullRead] byte[] Load(string path) => File.ReadAllBytes(path); }", "partial class Sample { Stream Open(string path) => new FileStream(path, FileMode.Open); }", Label = "a part of a type without a policy")]
    public Task The_policy_of_a_type_holds_in_all_its_files(string first, string second) =>
        Check.ReportsIn(("/0/First.cs", first), ("/0/Second.cs", second));

    [Fact]
    public Task The_message_names_the_policy_the_member_and_the_replacement() => Check.Reports(
        Class(Read + " void M(string path) { using var file = {|#0:new FileStream(path, FileMode.Open)|}; }"),
        null,
        new DiagnosticResult("IOP305", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "[DropPagesAfterFullRead] of 'M' does not cover this FileStream, because the compiler cannot intercept a constructor. Open the file with File.Open."));

    [Theory]
    [InlineData("new FileStream(path, FileMode.Create)", "File.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read)")]
    [InlineData("new FileStream(path, FileMode.Append)", "File.Open(path, FileMode.Append, FileAccess.Write, FileShare.Read)")]
    [InlineData("new FileStream(path, FileMode.Create, FileAccess.Write)", "File.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read)")]
    [InlineData("new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None)", "File.Open(path, FileMode.Create, FileAccess.Write, FileShare.None)")]
    [InlineData("new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 1)", "File.Open(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 1 })")]
    [InlineData("new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, size, true)", "File.Open(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = size, Options = FileOptions.Asynchronous })")]
    [InlineData("new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, size, useAsync: false)", "File.Open(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = size })")]
    [InlineData("new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 4096, flag)", "File.Open(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 4096, Options = flag ? FileOptions.Asynchronous : FileOptions.None })")]
    [InlineData("new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.WriteThrough | FileOptions.Asynchronous)", "File.Open(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None, BufferSize = 4096, Options = FileOptions.WriteThrough | FileOptions.Asynchronous })")]
    [InlineData("new FileStream(path, options)", "File.Open(path, options)")]
    [InlineData("new FileStream(access: FileAccess.Write, mode: FileMode.Create, path: \"name\")", "File.Open(\"name\", FileMode.Create, FileAccess.Write, FileShare.Read)")]
    [InlineData("new StreamWriter(path)", "File.CreateText(path)")]
    [InlineData("new StreamWriter(path, false)", "File.CreateText(path)")]
    [InlineData("new StreamWriter(path, append: true)", "File.AppendText(path)")]
    [InlineData("new StreamWriter(path, flag)", "new StreamWriter(File.Open(path, flag ? FileMode.Append : FileMode.Create, FileAccess.Write, FileShare.Read))")]
    [InlineData("new StreamWriter(path, true, Encoding.Latin1)", "new StreamWriter(File.Open(path, FileMode.Append, FileAccess.Write, FileShare.Read), Encoding.Latin1)")]
    [InlineData("new StreamWriter(path, false, Encoding.Latin1, 512)", "new StreamWriter(File.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read), Encoding.Latin1, 512)")]
    [InlineData("new StreamWriter(path, options)", "new StreamWriter(File.Open(path, options))")]
    [InlineData("new StreamWriter(path, Encoding.UTF8, options)", "new StreamWriter(File.Open(path, options), Encoding.UTF8)")]
    [InlineData("new StreamWriter(path) { AutoFlush = true }", "new StreamWriter(File.Open(path, FileMode.Create, FileAccess.Write, FileShare.Read)) { AutoFlush = true }")]
    public Task The_fix_keeps_each_argument(string creation, string replacement) => Check.Fixes(
        Class($"{Write} void M(string path, int size, bool flag, FileStreamOptions options) {{ using var file = {{|IOP305:{creation}|}}; }}"),
        Class($"{Write} void M(string path, int size, bool flag, FileStreamOptions options) {{ using var file = {replacement}; }}"),
        fixAll: false);

    [Theory]
    [InlineData("new StreamReader(path)", "File.OpenText(path)")]
    [InlineData("new StreamReader(path, false)", "new StreamReader(File.OpenRead(path), false)")]
    [InlineData("new StreamReader(path, Encoding.Latin1)", "new StreamReader(File.OpenRead(path), Encoding.Latin1)")]
    [InlineData("new StreamReader(path, Encoding.Latin1, true, 512)", "new StreamReader(File.OpenRead(path), Encoding.Latin1, true, 512)")]
    [InlineData("new StreamReader(path, options)", "new StreamReader(File.Open(path, options))")]
    [InlineData("new StreamReader(path, Encoding.UTF8, false, options)", "new StreamReader(File.Open(path, options), Encoding.UTF8, false)")]
    public Task The_fix_keeps_each_argument_of_a_reader(string creation, string replacement) => Check.Fixes(
        Class($"{Read} void M(string path, FileStreamOptions options) {{ using var file = {{|IOP305:{creation}|}}; }}"),
        Class($"{Read} void M(string path, FileStreamOptions options) {{ using var file = {replacement}; }}"),
        fixAll: false);

    [Fact]
    public Task The_fix_of_a_target_typed_creation_names_the_file_class() => Check.Fixes(
        Class(Write + " C(string path) { /* before */ _file = {|IOP305:new(path, FileMode.Create)|}; /* after */ } FileStream _file;"),
        Class(Write + " C(string path) { /* before */ _file = File.Open(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Read); /* after */ } FileStream _file;"));

    [Fact]
    public Task If_a_member_is_named_File_the_fix_qualifies_the_class() => Check.Fixes(
        Class(Read + " void M(string path) { using var file = {|IOP305:new StreamReader(path)|}; } string File => \"\";"),
        Class(Read + " void M(string path) { using var file = System.IO.File.OpenText(path); } string File => \"\";"));

    [Theory]
    [InlineData(Write + " void M(string path, FileMode mode) { using var file = {|IOP305:new FileStream(path, mode)|}; }", Label = "an access that depends on the mode")]
    [InlineData(Write + " void M(string path) { using var file = {|IOP305:new FileStream(path, FileMode.Open) { Position = 5 }|}; }", Label = "an initializer")]
    [InlineData(Write + " void M(string path) { using var file = {|IOP305:new FileStream(mode: Mode(), access: FileAccess.Write, path: path)|}; } static FileMode Mode() => FileMode.Create;", Label = "another order of evaluation")]
    public Task Without_an_equivalent_member_there_is_no_fix(string member) => Check.Fixes(Class(member), Class(member));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
