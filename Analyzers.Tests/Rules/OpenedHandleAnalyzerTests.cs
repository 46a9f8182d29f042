using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.OpenedHandleAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class OpenedHandleAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullWrite] C(string path) => _file = File.{|IOP307:OpenHandle|}(path, FileMode.Create, FileAccess.Write); SafeFileHandle _file;", Label = "a field in a constructor")]
    [InlineData("[DropPagesAfterFullRead] C(string path) { using var file = File.{|IOP307:OpenHandle|}(path); }", Label = "a local in a constructor")]
    [InlineData("[DropPagesAfterFullRead] static C() { using var file = File.{|IOP307:OpenHandle|}(\"name\"); }", Label = "a static constructor")]
    [InlineData("[DropPagesAfterFullRead] class Inner { SafeFileHandle _file = File.{|IOP307:OpenHandle|}(\"name\"); }", Label = "a field of a type")]
    [InlineData("[DropPagesAfterFullRead] class Inner { void M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); } }", Label = "a method of a type")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); yield return RandomAccess.Read(file, new byte[9], 0); }", Label = "an iterator")]
    [InlineData("[DropPagesAfterFullRead] async void M(string path) { using var file = File.{|IOP307:OpenHandle|}(path); await Task.Yield(); }", Label = "async void")]
    [InlineData("int Length { [DropPagesAfterFullRead] get { using var file = File.{|IOP307:OpenHandle|}(\"name\"); return 1; } }", Label = "an accessor")]
    [InlineData("[DropPagesAfterFullRead] public static C operator +(C left, string path) { using var file = File.{|IOP307:OpenHandle|}(path); return left; }", Label = "an operator")]
    public Task A_handle_in_code_without_a_wrapper_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("SafeFileHandle _file; [DropPagesAfterFullRead(Opened = true)] void M(string path) => _file = File.{|IOP307:OpenHandle|}(path);", Label = "a field")]
    [InlineData("SafeFileHandle _file; [DropPagesAfterFullRead(Opened = true)] void M(string path) { var file = File.{|IOP307:OpenHandle|}(path); _file = file; }", Label = "a field, by a local")]
    [InlineData("SafeFileHandle _file; [DropPagesAfterFullRead(Opened = true)] void M(string path) { _file ??= File.{|IOP307:OpenHandle|}(path); }", Label = "a field, if it is null")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) { var file = File.{|IOP307:OpenHandle|}(path); return file; }", Label = "the result")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) => path.Length > 1 ? File.{|IOP307:OpenHandle|}(path) : null!;", Label = "the result of a choice")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] object M(string path) => (object)File.{|IOP307:OpenHandle|}(path);", Label = "the result of a cast")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] object M(string path) => File.{|IOP307:OpenHandle|}(path) as object;", Label = "the result of as")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) { return (File.{|IOP307:OpenHandle|}(path))!; }", Label = "the result in parentheses with a null-forgiving operator")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] (SafeFileHandle, int) M(string path) => (File.{|IOP307:OpenHandle|}(path), 1);", Label = "an element of a tuple")]
    [InlineData("SafeFileHandle _file; [DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) => _file ?? File.{|IOP307:OpenHandle|}(path);", Label = "the result of ??")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) => path.Length switch { > 1 => File.{|IOP307:OpenHandle|}(path), _ => null! };", Label = "the result of a switch")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] (int, SafeFileHandle) M(string path) { var file = File.{|IOP307:OpenHandle|}(path); return (1, file); }", Label = "a local as an element of a tuple")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] void M(string path, out SafeFileHandle file) { file = File.{|IOP307:OpenHandle|}(path); }", Label = "an out parameter")]
    [InlineData("[DropPagesAfterFullRead] Func<string, SafeFileHandle> M() => path => File.{|IOP307:OpenHandle|}(path);", Label = "the result of a lambda")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] void M(string path) { using var a = File.OpenHandle(path); var b = File.{|IOP307:OpenHandle|}(path); _b = b; using var file = new DropBehindFile(a); } SafeFileHandle _b;", Label = "another handle for DropBehindFile")]
    public Task A_handle_that_outlives_the_call_is_reported(string member) => Reports(member);

    [Theory]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { using var file = File.OpenHandle(path); return RandomAccess.Read(file, new byte[9], 0); }", Label = "a local")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { using (var file = File.OpenHandle(path)) { return RandomAccess.Read(file, new byte[9], 0); } }", Label = "a using statement")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { SafeFileHandle file = null!; file = File.OpenHandle(path); try { return RandomAccess.GetLength(file); } finally { file.Dispose(); } }", Label = "an assigned local")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { _ = File.OpenHandle(path); }", Label = "a discard")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { var (file, n) = (File.OpenHandle(path), 1); using (file) { return RandomAccess.GetLength(file) + n; } }", Label = "a local of a deconstruction")]
    [InlineData("[DropPagesAfterFullRead] int M(string path) => File.OpenHandle(path) switch { null => 1, _ => 2 };", Label = "the value that a switch examines")]
    [InlineData("[DropPagesAfterFullRead] long M(string path) { SafeFileHandle file; int n; (file, n) = (File.OpenHandle(path), 1); using (file) { return RandomAccess.GetLength(file) + n; } }", Label = "a deconstruction into locals")]
    [InlineData("[DropPagesAfterFullRead] bool M(string path) => File.OpenHandle(path) == null;", Label = "a comparison")]
    [InlineData("[DropPagesAfterFullRead] int M(string path) => (File.OpenHandle(path) is null) ? 1 : 2;", Label = "a condition")]
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

    [Theory]
    [InlineData("[DropPagesAfterFullRead] C(string path) { using var file = File.{|#0:OpenHandle|}(path); }", "C", "a constructor")]
    [InlineData("[DropPagesAfterFullRead] class Inner { SafeFileHandle _file = File.{|#0:OpenHandle|}(\"name\"); }", "Inner", "the code of a type")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(string path) { using var file = File.{|#0:OpenHandle|}(path); yield return 1; }", "M", "an iterator")]
    [InlineData("[DropPagesAfterFullRead] async void M(string path) { using var file = File.{|#0:OpenHandle|}(path); await Task.Yield(); }", "M", "an async void method")]
    [InlineData("int Length { [DropPagesAfterFullRead] get { using var file = File.{|#0:OpenHandle|}(\"name\"); return 1; } }", "Length", "an accessor, an operator or an explicit implementation")]
    [InlineData("[DropPagesAfterFullRead] IAsyncEnumerable<int> M(string path) { using var file = File.{|#0:OpenHandle|}(path); return null!; }", "M", "this method")]
    public Task The_message_names_the_code_without_a_wrapper(string member, string name, string code) => Check.Reports(
        Class(member),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP307", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            $"[DropPagesAfterFullRead] of '{name}' does not cover this handle, because no generated code runs after {code}. Read and write it with DropBehindFile."));

    [Fact]
    public Task The_message_names_the_method_that_drops_the_pages() => Check.Reports(
        Class("[DropPagesAfterFullWrite(Opened = true)] object M(string path) => File.{|#0:OpenHandle|}(path);"),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP307", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "[DropPagesAfterFullWrite] of 'M' drops the pages of this handle when 'M' returns, and the handle can be used later. Read and write it with DropBehindFile."));

    private static Task Reports(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
