using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.OpenedHandleAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class OpenedHandleAnalyzerTests
{
    [Theory]
    [InlineData("a local", "[DropPagesAfterFullRead] long M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); return RandomAccess.Read(file, new byte[9], 0); }")]
    [InlineData("a field", "[DropPagesAfterFullWrite] C(string path) => _file = File.{|IOP307:OpenHandle|}(path, FileMode.Create, FileAccess.Write); SafeFileHandle _file;")]
    [InlineData("a type", "[DropPagesAfterFullRead] class Inner { SafeFileHandle _file = File.{|IOP307:OpenHandle|}(\"name\"); }")]
    [InlineData("another handle for DropBehindFile", "[DropPagesAfterFullRead] void M(string path) { using var a = File.OpenHandle(path); using var b = File.{|IOP307:OpenHandle|}(path); using var file = new DropBehindFile(a); }")]
    [InlineData("a lambda", "[DropPagesAfterFullRead] Func<string, SafeFileHandle> M() => path => File.{|IOP307:OpenHandle|}(path);")]
    public Task A_handle_in_the_code_is_reported(string label, string member) => Reports(label, member);

    [Theory]
    [InlineData("DropBehindFile over a local", "[DropPagesAfterFullRead] void M(string path) { var handle = File.OpenHandle(path); using var file = new DropBehindFile(handle); }")]
    [InlineData("DropBehindFile over the call", "[DropPagesAfterFullRead] void M(string path) { using var file = new DropBehindFile(File.OpenHandle(path)); }")]
    [InlineData("a header", "[HeaderOnly] int M(string path) { using var file = File.OpenHandle(path); return RandomAccess.Read(file, new byte[9], 0); }")]
    [InlineData("no policy", "SafeFileHandle M(string path) => File.OpenHandle(path);")]
    [InlineData("a policy for a path", "[DropPagesAfterFullRead(File = nameof(path))] SafeFileHandle M(string path) => File.OpenHandle(path);")]
    [InlineData("a stream", "[DropPagesAfterFullRead] void M(string path) { using var file = File.OpenRead(path); }")]
    [InlineData("a whole file", "[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path);")]
    [InlineData("the handle of a stream", "[DropPagesAfterFullRead] long M(string path) { using var file = File.OpenRead(path); return RandomAccess.GetLength(file.SafeFileHandle); }")]
    [InlineData("a policy for a file of the method", "[DropPagesAfterFullRead] SafeFileHandle M(Stream file) { file.ReadByte(); return File.OpenHandle(\"name\"); }")]
    [InlineData("a method of another class", "[DropPagesAfterFullRead] byte[] M(string path) { OpenHandle(path); return File.ReadAllBytes(path); } static int OpenHandle(string path) => 1;")]
    public Task Other_handles_are_not(string label, string member) => Reports(label, member);

    private static Task Reports(string label, string member)
    {
        Assert.NotNull(label);
        return Check.Reports($$"""
            class C
            {
                {{member}}
            }
            """);
    }
}
