using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.OpenedHandleAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class OpenedHandleAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullWrite] C(string path) => _file = File.{|IOP307:OpenHandle|}(path, FileMode.Create, FileAccess.Write); SafeFileHandle _file;", Label = "a field in a constructor")]
    [InlineData("[DropPagesAfterFullRead] C(string path) { using var file = File.{|IOP307:OpenHandle|}(path); }", Label = "a local in a constructor")]
    [InlineData("[DropPagesAfterFullRead] class Inner { SafeFileHandle _file = File.{|IOP307:OpenHandle|}(\"name\"); }", Label = "a field of a type")]
    [InlineData("[DropPagesAfterFullRead] class Inner { void M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); } }", Label = "a method of a type")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); yield return RandomAccess.Read(file, new byte[9], 0); }", Label = "an iterator")]
    [InlineData("[DropPagesAfterFullRead] async void M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); await Task.Yield(); }", Label = "async void")]
    [InlineData("int Length { [DropPagesAfterFullRead] get { using var file = File.{|IOP307:OpenHandle|}(\"name\"); return 1; } }", Label = "an accessor")]
    public Task A_handle_in_code_without_a_wrapper_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("SafeFileHandle _file; [DropPagesAfterFullRead(Opened = true)] void M(string path) => _file = File.{|IOP307:OpenHandle|}(path);", Label = "a field")]
    [InlineData("SafeFileHandle _file; [DropPagesAfterFullRead(Opened = true)] void M(string path) { var file = File.{|IOP307:OpenHandle|}(path); _file = file; }", Label = "a field, by a local")]
    [InlineData("SafeFileHandle _file; [DropPagesAfterFullRead(Opened = true)] void M(string path) { _file ??= File.{|IOP307:OpenHandle|}(path); }", Label = "a field, if it is null")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) { var file = File.{|IOP307:OpenHandle|}(path); return file; }", Label = "the result")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) => path.Length > 1 ? File.{|IOP307:OpenHandle|}(path) : null!;", Label = "the result of a choice")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] void M(string path, out SafeFileHandle file) { file = File.{|IOP307:OpenHandle|}(path); }", Label = "an out parameter")]
    [InlineData("[DropPagesAfterFullRead] Func<string, SafeFileHandle> M() => path => File.{|IOP307:OpenHandle|}(path);", Label = "the result of a lambda")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] void M(string path) { using var a = File.OpenHandle(path); var b = File.{|IOP307:OpenHandle|}(path); _b = b; using var file = new DropBehindFile(a); } SafeFileHandle _b;", Label = "another handle for DropBehindFile")]
    public Task A_handle_that_outlives_the_call_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { using var file = File.OpenHandle(path); return RandomAccess.Read(file, new byte[9], 0); }", Label = "a local")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { using (var file = File.OpenHandle(path)) { return RandomAccess.Read(file, new byte[9], 0); } }", Label = "a using statement")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { SafeFileHandle file = null!; file = File.OpenHandle(path); try { return RandomAccess.GetLength(file); } finally { file.Dispose(); } }", Label = "an assigned local")]
    [InlineData("[DropPagesAfterFullWrite] async Task M(string path) { using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write); await RandomAccess.WriteAsync(file, new byte[9], 0); }", Label = "an async method")]
    [InlineData("[DropPagesAfterFullRead] int M(string path) { Func<int> read = () => { using var file = File.OpenHandle(path); return RandomAccess.Read(file, new byte[9], 0); }; return read(); }", Label = "a local of a lambda")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) => RandomAccess.GetLength(File.OpenHandle(path));", Label = "an argument")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { Func<string, SafeFileHandle> open = null!; open(path); _ = File.ReadAllBytes(path); }", Label = "a delegate that may open a handle")]
    [InlineData("[DropPagesAfterFullRead] Func<string, FileMode, FileAccess, FileShare, FileOptions, long, SafeFileHandle> M() => File.OpenHandle;", Label = "a method group, which IOP306 reports")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { var handle = File.OpenHandle(path); using var file = new DropBehindFile(handle); }", Label = "DropBehindFile over a local")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = new DropBehindFile(File.OpenHandle(path)); }", Label = "DropBehindFile over the call")]
    [InlineData("[HeaderOnly] int M(string path) { using var file = File.OpenHandle(path); return RandomAccess.Read(file, new byte[9], 0); }", Label = "a header")]
    [InlineData("SafeFileHandle M(string path) => File.OpenHandle(path);", Label = "no policy")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] SafeFileHandle M(string path) => File.OpenHandle(path);", Label = "a policy for a path")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = File.OpenRead(path); }", Label = "a stream")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) => File.ReadAllBytes(path);", Label = "a whole file")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { using var file = File.OpenRead(path); return RandomAccess.GetLength(file.SafeFileHandle); }", Label = "the handle of a stream")]
    [InlineData("[DropPagesAfterFullRead] SafeFileHandle M(Stream file) { file.ReadByte(); return File.OpenHandle(\"name\"); }", Label = "a policy for a file of the method")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(string path) { OpenHandle(path); return File.ReadAllBytes(path); } static int OpenHandle(string path) => 1;", Label = "a method of the user with the same name")]
    public Task Other_handles_are_not_reported(string member) => Reports(member);

    private static Task Reports(string member) => Check.Reports($$"""
        class C
        {
            {{member}}
        }
        """);
}
