using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.NoFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class NoFileAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M() { }")]
    [InlineData("[{|IOP001:DropPagesAfterFullWrite|}] void M(int count) { }")]
    [InlineData("[{|IOP001:HeaderOnly|}] static void M() { } Stream _file = null!;")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(string path) { }")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(MemoryStream stream) { }")]
    [InlineData("[{|IOP001:HeaderOnly|}] void M(System.Net.Sockets.NetworkStream stream) { }")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(System.Security.Cryptography.CryptoStream stream) { }")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] void M(Own stream) { } abstract class Own : Stream;")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead(File = nameof(stream))|}] void M(Own<int> stream, Stream file) { } abstract class Own<T> : Stream;")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead(File = \"nope\")|}] void M(Stream file) { }")]
    [InlineData("[{|IOP001:HeaderOnly(File = nameof(count))|}] void M(Stream file, int count) { }")]
    [InlineData("[{|IOP001:DropPagesAfterFullWrite|}] void M(out Stream file) { file = null!; }")]
    [InlineData("[{|IOP001:DropPagesAfterFullRead|}] Task<int> M() => Task.FromResult(1);")]
    [InlineData("[{|IOP001:IoPolicy.HeaderOnlyAttribute|}] object M() => null!;")]
    public Task A_policy_without_a_file_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream? file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Own file) { } abstract class Own() : FileStream(\"\", FileMode.Open);")]
    [InlineData("[DropPagesAfterFullRead] void M(BufferedStream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(System.IO.Compression.GZipStream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Own file) { } abstract class Own(Stream s) : System.IO.Compression.GZipStream(s, System.IO.Compression.CompressionMode.Decompress);")]
    [InlineData("[DropPagesAfterFullRead] void M(DropBehindStream file) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Own file) { } abstract class Own(Stream s) : BinaryReader(s);")]
    [InlineData("[DropPagesAfterFullRead] void M(Own from, Stream file) { } abstract class Own : Stream;")]
    [InlineData("[DropPagesAfterFullWrite] void M(SafeFileHandle file) { }")]
    [InlineData("[HeaderOnly] void M(BinaryReader file) { }")]
    [InlineData("[DropPagesAfterFullWrite] void M(BinaryWriter file) { }")]
    [InlineData("[HeaderOnly(File = nameof(path))] void M(string path) { }")]
    [InlineData("[HeaderOnly] void M() { } Stream _file = null!;")]
    [InlineData("[HeaderOnly] void M() { } FileStream File { get; } = null!;")]
    [InlineData("[DropPagesAfterFullWrite] FileStream M() => null!;")]
    [InlineData("[DropPagesAfterFullWrite] async Task<FileStream> M() { await Task.Yield(); return null!; }")]
    [InlineData("[DropPagesAfterFullWrite] ValueTask<Stream> M() => default;")]
    [InlineData("void M() { }")]
    [InlineData("[Obsolete] void M() { }")]
    [InlineData("[DropPagesAfterFullRead] void M<T>(T other, Stream file) { }")]
    [InlineData("[HeaderOnly] static void M() { } static Stream s_file = null!;")]
    public Task A_policy_with_a_file_is_not(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(File = nameof(from))] public void M(Stream to) { }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(from), WindowBytes = 1 << 20)] public void M(Stream to) { }")]
    [InlineData("[HeaderOnly] public void M(int count) { }")]
    [InlineData("[{|IOP001:HeaderOnly|}] public static void M(int count) { }")]
    [InlineData("[{|IOP001:HeaderOnly(File = \"nope\")|}] public void M(Stream to) { }")]
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
            "[HeaderOnly] on 'M' finds no file to advise: give the method a FileStream, SafeFileHandle, Stream, BinaryReader or BinaryWriter as a parameter, field, property or result, or name a path with File = nameof(...)"));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
