using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.NoFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class NoFileAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M() { }")]
    [InlineData("[{|IOP001:DropPagesAfterFullWrite|}] void M(int count) { }")]
    [InlineData("[{|IOP001:HeaderOnly|}] static void M() { } Stream _file = null!;", Label = "an instance field in a static method")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(string path) { }", Label = "a path that is not named")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(MemoryStream stream) { }", Label = "a stream in memory")]
    [InlineData("[{|IOP001:HeaderOnly|}] void M(System.Net.Sockets.NetworkStream stream) { }", Label = "a network stream")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(System.Security.Cryptography.CryptoStream stream) { }", Label = "a stream that the runtime cannot unwrap")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(Own stream) { } abstract class Own : Stream;", Label = "a stream of the user")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead(File = nameof(stream))|}] void M(Own<int> stream, Stream file) { } abstract class Own<T> : Stream;", Label = "a generic stream of the user")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead(File = \"nope\")|}] void M(Stream file) { }", Label = "a name that does not exist")]
    [InlineData("[{|IOP001:HeaderOnly(File = nameof(count))|}] void M(Stream file, int count) { }", Label = "the name of a number")]
    [InlineData("[{|IOP001:DropPagesAfterFullWrite|}] void M(out Stream file) { file = null!; }", Label = "an out parameter")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] Task<int> M() => Task.FromResult(1);", Label = "a Task without a file")]
    [InlineData("[{|IOP001:IoPolicy.HeaderOnlyAttribute|}] object M() => null!;", Label = "the full name of the attribute")]
    [InlineData("[DropPagesAfterFullRead(File = \"file.Missing\"), {|IOP001:DropPagesAfterFullWrite(File = \"nope\")|}] void M(Stream file) { }", Label = "after a policy with a dotted name")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file), Opened = true), {|IOP001:DropPagesAfterFullWrite(File = \"nope\")|}] void M(Stream file) { }", Label = "after a policy for opened files")]
    public Task A_policy_without_a_file_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream? file) { }", Label = "a nullable stream")]
    [InlineData("[DropPagesAfterFullRead] void M(Own file) { } abstract class Own() : FileStream(\"\", FileMode.Open);", Label = "a class derived from FileStream")]
    [InlineData("[DropPagesAfterFullRead] void M(BufferedStream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(System.IO.Compression.GZipStream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Own file) { } abstract class Own(Stream s) : System.IO.Compression.GZipStream(s, System.IO.Compression.CompressionMode.Decompress);", Label = "a class derived from a compressor")]
    [InlineData("[DropPagesAfterFullRead] void M(DropBehindStream file) { }", Label = "a stream that drops behind")]
    [InlineData("[DropPagesAfterFullRead] void M(Own file) { } abstract class Own(Stream s) : BinaryReader(s);", Label = "a class derived from a reader")]
    [InlineData("[DropPagesAfterFullRead] void M(Own from, Stream file) { } abstract class Own : Stream;", Label = "an unknown stream beside a file")]
    [InlineData("[DropPagesAfterFullWrite] void M(SafeFileHandle file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(StreamReader file) { }")]
    [InlineData("[DropPagesAfterFullWrite] void M(StreamWriter file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M<T>(T file) where T : Stream { }", Label = "a type parameter")]
    [InlineData("[DropPagesAfterFullRead] void M<T, U>(U file) where T : BinaryReader where U : T { }", Label = "a type parameter limited by another")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] void M(FileInfo file) { }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] void M(Text file) { } class Text { public static implicit operator string(Text text) => \"\"; }", Label = "a conversion to a path")]
    [InlineData("[DropPagesAfterFullRead(File = \"file.Missing\")] void M(Stream file) { }", Label = "an unknown member, which the compiler reports")]
    [InlineData("[HeaderOnly] void M(BinaryReader file) { }")]
    [InlineData("[DropPagesAfterFullWrite] void M(BinaryWriter file) { }")]
    [InlineData("[HeaderOnly(File = nameof(path))] void M(string path) { }")]
    [InlineData("[HeaderOnly] void M() { } Stream _file = null!;", Label = "an instance field")]
    [InlineData("[HeaderOnly] void M() { } FileStream File { get; } = null!;", Label = "a property")]
    [InlineData("[DropPagesAfterFullWrite] FileStream M() => null!;", Label = "a result")]
    [InlineData("[DropPagesAfterFullWrite] async Task<FileStream> M() { await Task.Yield(); return null!; }", Label = "a result of an async method")]
    [InlineData("[DropPagesAfterFullWrite] ValueTask<Stream> M() => default;", Label = "a result in a ValueTask")]
    [InlineData("void M() { }")]
    [InlineData("[Obsolete] void M() { }")]
    [InlineData("[DropPagesAfterFullRead] void M<T>(T other, Stream file) { }", Label = "a type parameter beside a file")]
    [InlineData("[HeaderOnly] static void M() { } static Stream s_file = null!;", Label = "a static field in a static method")]
    public Task A_policy_with_a_file_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(File = nameof(from))] public void M(Stream to) { }", Label = "the receiver, named")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(from), WindowBytes = 1 << 20)] public void M(Stream to) { }", Label = "the receiver, named, with a window")]
    [InlineData("[HeaderOnly] public void M(int count) { }", Label = "the receiver alone")]
    [InlineData("[{|IOP001:HeaderOnly|}] public static void M(int count) { }", Label = "a static member has no receiver")]
    [InlineData("[{|IOP001:HeaderOnly(File = \"nope\")|}] public void M(Stream to) { }", Label = "a name that does not exist")]
    public Task The_receiver_of_an_extension_block_is_a_file(string member) => Check.Reports(
        $$"""
        static class C
        {
            extension(Stream from)
            {
                {{member}}
            }
        }
        """);

    [Fact]
    public Task The_message_names_the_attribute_the_method_and_the_next_step() => Check.Reports(
        Class("[{|#0:HeaderOnly|}] void M() { }"),
        null,
        new DiagnosticResult("IOP001", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage(
            "[HeaderOnly] on 'M' has no file. Add a FileStream, SafeFileHandle, Stream, BinaryReader or BinaryWriter as a parameter, field, property or result, name a path with File = nameof(...), or open the file in the method."));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] int M(string name) => File.ReadAllBytes(name + \".bin\").Length;", Label = "a call in the method")]
    [InlineData("[DropPagesAfterFullRead] Func<int> M(string name) => () => File.OpenRead(name).ReadByte();", Label = "a call in a lambda")]
    [InlineData("[DropPagesAfterFullWrite] void M(string name) { Inner(); void Inner() => File.WriteAllText(name, \"\"); }", Label = "a call in a local function")]
    [InlineData("[DropPagesAfterFullRead] void M(FileInfo info) { using var file = info.OpenRead(); }", Label = "a method of FileInfo")]
    [InlineData("[DropPagesAfterFullWrite] void M(string name, FileMode mode) { using var file = File.Open(name, mode); }", Label = "an access that is known only at run time")]
    [InlineData("[DropPagesAfterFullRead] void M(string name) { using var file = new FileStream(name, FileMode.Open); }", Label = "a constructor of a stream, which IOP305 reports")]
    [InlineData("partial class Inner { [DropPagesAfterFullRead] public partial void {|CS8795:M|}(string name); void MCore(string name) => File.ReadAllText(name); }", Label = "a partial method")]
    [InlineData("partial class Inner { [DropPagesAfterFullRead] public partial void {|CS8795:M|}(string name); }", Label = "a partial method without a body, which IOP004 reports")]
    [InlineData("[DropPagesAfterFullWrite] public C(string name) => _file = File.Create(name); FileStream _file;", Label = "a constructor")]
    [InlineData("int Length { [DropPagesAfterFullRead] get => File.ReadAllText(\"name\").Length; }", Label = "an accessor")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<string> M(string name) { using var reader = File.OpenText(name); yield return reader.ReadLine()!; }", Label = "an iterator")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] void M(Stream to, string name) { using var file = File.OpenRead(name); file.CopyTo(to); }", Label = "the option")]
    public Task Code_that_opens_its_file_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] C() { }", "C", "reading", Label = "an empty constructor")]
    [InlineData("[{|#0:DropPagesAfterFullWrite|}] C(string name) => File.ReadAllBytes(name);", "C", "writing", Label = "a constructor that reads")]
    [InlineData("[{|#0:DropPagesAfterFullRead(Opened = true)|}] void M(Stream file) { }", "M", "reading", Label = "a method that opens nothing")]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] class Inner { int Read(Stream file) => file.ReadByte(); }", "Inner", "reading", Label = "a type that opens nothing")]
    [InlineData("[{|#0:DropPagesAfterFullWrite|}] class Inner { byte[] Read(string name) => File.ReadAllBytes(name); }", "Inner", "writing", Label = "a type that reads")]
    public Task Code_that_opens_no_file_is_reported(string member, string name, string purpose) => Check.Reports(
        Class(member),
        null,
        new DiagnosticResult("IOP001", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage(
            $"[DropPagesAfterFull{(purpose == "reading" ? "Read" : "Write")}] on '{name}' covers the files that its code opens, but the code opens no file for {purpose} with a member of .NET. Move the attribute to the code that opens the file."));

    [Theory]
    [InlineData("[{|#0:HeaderOnly|}] void M(string path) { }", "has no file, because 'path' is a string. If it is a path, set File = nameof(path).", Label = "a path")]
    [InlineData("[{|#0:HeaderOnly|}] void M(string file) { }", "has no file, because 'file' is a string. If it is a path, set File = nameof(file).", Label = "a string with the name file")]
    [InlineData("[{|#0:HeaderOnly|}] void M(string inputFile) { }", "has no file, because 'inputFile' is a string. If it is a path, set File = nameof(inputFile).", Label = "a string whose name ends with file")]
    [InlineData("[{|#0:HeaderOnly|}] void M(string name) { }", "has no file. Add a FileStream, SafeFileHandle, Stream, BinaryReader or BinaryWriter as a parameter, field, property or result, name a path with File = nameof(...), or open the file in the method.", Label = "a string whose name says nothing")]
    [InlineData("[{|#0:HeaderOnly|}] void M(string name) { } readonly FileInfo _first = null!; readonly DirectoryInfo _second = null!;", "has no file, because '_first' is a FileInfo. Set File = nameof(_first).", Label = "the first of two fields")]
    [InlineData("[{|#0:HeaderOnly|}] void M() { } MemoryStream Memory { get; } = null!;", "has no file, because 'Memory' is a MemoryStream, which has no pages in the page cache. Pass a FileStream.", Label = "a property")]
    [InlineData("[{|#0:HeaderOnly|}] static void M() { } static readonly FileInfo s_info = null!;", "has no file, because 's_info' is a FileInfo. Set File = nameof(s_info).", Label = "a static field in a static method")]
    [InlineData("[{|#0:HeaderOnly|}] static void M() { } readonly FileInfo _info = null!; readonly static FileInfo s_info = null!;", "has no file, because 's_info' is a FileInfo. Set File = nameof(s_info).", Label = "an instance field before a static field in a static method")]
    [InlineData("[{|#0:HeaderOnly|}] void M() { } static readonly FileInfo s_info = null!;", "has no file, because 's_info' is a FileInfo. Set File = nameof(s_info).", Label = "a static field in an instance method")]
    [InlineData("[{|#0:HeaderOnly|}] void M(out FileStream file) => file = null!;", "has no file, because 'file' is an out parameter, and the file is unknown when the method starts. Set File = nameof(file), which follows the file after the call, or put the attribute on the method that reads or writes it.", Label = "an out parameter")]
    [InlineData("[{|#0:HeaderOnly|}] void M<T>(T file) where T : MemoryStream { }", "has no file. Add a FileStream, SafeFileHandle, Stream, BinaryReader or BinaryWriter as a parameter, field, property or result, name a path with File = nameof(...), or open the file in the method.", Label = "no candidate")]
    [InlineData("[{|#0:HeaderOnly|}] void M(FileInfo info) { }", "has no file, because 'info' is a FileInfo. Set File = nameof(info).", Label = "a FileInfo")]
    [InlineData("[{|#0:HeaderOnly|}] void M(DirectoryInfo info) { }", "has no file, because 'info' is a DirectoryInfo. Set File = nameof(info).", Label = "a DirectoryInfo")]
    [InlineData("[{|#0:HeaderOnly|}] void M(MemoryStream memory) { }", "has no file, because 'memory' is a MemoryStream, which has no pages in the page cache. Pass a FileStream.", Label = "a stream in memory")]
    [InlineData("[{|#0:HeaderOnly|}] void M(System.Net.Sockets.NetworkStream net) { }", "has no file, because the runtime does not find the file inside 'NetworkStream'. Pass the FileStream too, and name it with File = nameof(...).", Label = "a stream that the runtime cannot unwrap")]
    [InlineData("[{|#0:HeaderOnly(File = \"nope\")|}] void M(Stream file) { }", "names 'nope' as its file, but no parameter, field or property has this name. Correct the name, or remove File if there is only one candidate.", Label = "a wrong name")]
    public Task The_message_says_how_to_give_the_policy_a_file(string member, string expected) => Check.Reports(
        Class(member),
        null,
        new DiagnosticResult("IOP001", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage($"[HeaderOnly] on 'M' {expected}"));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
