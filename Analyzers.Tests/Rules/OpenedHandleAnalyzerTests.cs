using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.OpenedHandleAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class OpenedHandleAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); return RandomAccess.Read(file, new byte[9], 0); }", Label = "a local")]
    [InlineData("[DropPagesAfterFullWrite] C(string path) => _file = File.{|IOP307:OpenHandle|}(path, FileMode.Create, FileAccess.Write); SafeFileHandle _file;", Label = "a field")]
    [InlineData("[DropPagesAfterFullRead] class Inner { SafeFileHandle _file = File.{|IOP307:OpenHandle|}(\"name\"); }", Label = "a type")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var a = File.OpenHandle(path); using var b = File.{|IOP307:OpenHandle|}(path); using var file = new DropBehindFile(a); }", Label = "another handle for DropBehindFile")]
    [InlineData("[DropPagesAfterFullRead] Func<string, SafeFileHandle> M() => path => File.{|IOP307:OpenHandle|}(path);", Label = "a lambda")]
    public Task A_handle_in_the_code_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { var handle = File.OpenHandle(path); using var file = new DropBehindFile(handle); }", Label = "DropBehindFile over a local")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = new DropBehindFile(File.OpenHandle(path)); }", Label = "DropBehindFile over the call")]
    [InlineData("[HeaderOnly] int M(string path) { using var file = File.OpenHandle(path); return RandomAccess.Read(file, new byte[9], 0); }", Label = "a header")]
    [InlineData("SafeFileHandle M(string path) => File.OpenHandle(path);", Label = "no policy")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] SafeFileHandle M(string path) => File.OpenHandle(path);", Label = "a policy for a path")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = File.OpenRead(path); }", Label = "a stream")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path);", Label = "a whole file")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { using var file = File.OpenRead(path); return RandomAccess.GetLength(file.SafeFileHandle); }", Label = "the handle of a stream")]
    [InlineData("[DropPagesAfterFullRead] SafeFileHandle M(Stream file) { file.ReadByte(); return File.OpenHandle(\"name\"); }", Label = "a policy for a file of the method")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) { OpenHandle(path); return File.ReadAllBytes(path); } static int OpenHandle(string path) => 1;", Label = "a method of another class")]
    public Task Other_handles_are_not(string member) => Reports(member);

    private static Task Reports(string member) => Check.Reports($$"""
        class C
        {
            {{member}}
        }
        """);
}
