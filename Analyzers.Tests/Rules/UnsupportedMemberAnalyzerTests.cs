using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnsupportedMemberAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnsupportedMemberAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] IEnumerable<int> M(Stream file) { yield return file.ReadByte(); }", Label = "an iterator")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] async IAsyncEnumerable<int> M(Stream file) { await Task.Yield(); yield return file.ReadByte(); }", Label = "an async iterator")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] IAsyncEnumerable<int> M(Stream file) => null!;", Label = "an IAsyncEnumerable result")]
    [InlineData("[{|IOP005:DropPagesAfterFullWrite|}] async void M(Stream file) => await Task.Yield();", Label = "async void")]
    [InlineData("[{|IOP005:HeaderOnly|}] static extern void M(Stream file);", Label = "an extern method")]
    [InlineData("Stream _file = null!; int P { [{|IOP005:HeaderOnly|}] get => _file.ReadByte(); }", Label = "an accessor")]
    [InlineData("[{|IOP005:HeaderOnly|}] public static int operator +(C c, Stream file) => 1;", Label = "an operator")]
    [InlineData("Stream _file = null!; [{|IOP005:HeaderOnly|}] ~C() { }", Label = "a finalizer")]
    [InlineData("void M(Stream file) { L(file); [{|IOP005:HeaderOnly|}] static void L(Stream file) { } }", Label = "a local function")]
    [InlineData("void M() { var l = [{|IOP005:HeaderOnly|}] (Stream file) => file.ReadByte(); }", Label = "a lambda")]
    [InlineData("[{|IOP005:HeaderOnly|}] int I.M(Stream file) => 1;", Label = "an explicit implementation")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}, {|IOP005:DropPagesAfterFullWrite|}] async void M(Stream file) => await Task.Yield();", Label = "two policies")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] public partial IEnumerable<int> {|CS8795:M|}(Stream file); IEnumerable<int> MCore(Stream file) { yield break; }", Label = "a body that is an iterator")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] public partial void {|CS8795:M|}(Stream file); async void MCore(Stream file) => await Task.Yield();", Label = "a body that is async void")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] public unsafe partial Task {|CS8795:M|}(Stream file); unsafe Task MCore(Stream file) => Task.CompletedTask;", Label = "an unsafe async partial method")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] unsafe Task M(Stream file, byte* p) => Task.CompletedTask;", Label = "an async method with a pointer")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] unsafe ValueTask<int> M(Stream file, List<int*[]> p) => new(1);", Label = "an async method with a pointer in a type argument")]
    [InlineData("unsafe partial class N { [{|IOP005:HeaderOnly|}] public partial Task {|CS8795:M|}(Stream file, byte* p); Task MCore(Stream file, byte* p) => Task.CompletedTask; }", Label = "an async partial method in an unsafe class")]
    [InlineData("unsafe partial class N { [{|IOP005:HeaderOnly|}] public partial int {|CS8795:M|}(Stream file, byte* p); int MCore(Stream file, byte* p) => 1; }", Label = "a partial method with a pointer in an unsafe class")]
    [InlineData("unsafe partial class N { [{|IOP005:HeaderOnly|}] public partial delegate*<void> {|CS8795:M|}(Stream file); delegate*<void> MCore(Stream file) => null; }", Label = "a result that is a function pointer")]
    [InlineData("[{|IOP005:HeaderOnly|}] int M(Stream file, __arglist) => 1;", Label = "a variable argument list")]
    [InlineData("void M() { [{|IOP005:ReplacesFile(\"a\")|}] static void L(string a) { } L(\"\"); }", Label = "a replacement on a local function")]
    [InlineData("void M() { var l = [{|IOP005:ReplacesFile(\"a\")|}] (string a) => a.Length; }", Label = "a replacement on a lambda")]
    public Task An_unsupported_member_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] int M(Stream file) => 1;", Label = "an ordinary method")]
    [InlineData("public abstract class D { [DropPagesAfterFullRead] public abstract int M(Stream file); }", Label = "an abstract method")]
    [InlineData("interface J { [DropPagesAfterFullRead] int M(Stream file); }", Label = "a method of an interface")]
    [InlineData("[DropPagesAfterFullRead] async Task M(Stream file) => await Task.Yield();", Label = "async Task")]
    [InlineData("[DropPagesAfterFullRead] async ValueTask<int> M(Stream file) { await Task.Yield(); return 1; }", Label = "async ValueTask")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:M|}(Stream file); int MCore(Stream file) => 1;", Label = "a partial method")]
    [InlineData("[DropPagesAfterFullRead] public partial Task {|CS8795:M|}(Stream file); async Task MCore(Stream file) => await Task.Yield();", Label = "an async partial method")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(Stream file) => [1, 2];", Label = "a sequence without yield")]
    [InlineData("[DropPagesAfterFullRead] static int M<T>(T item, Stream file) where T : struct => 1;", Label = "a generic method")]
    [InlineData("[DropPagesAfterFullRead] int M(Stream file) { return L(); int L() => 1; }", Label = "a local function in the body")]
    [InlineData("[DropPagesAfterFullRead] int M(Stream file) { foreach (var i in L()) { } return 1; IEnumerable<int> L() { yield return 1; } }", Label = "an iterator in the body")]
    [InlineData("IEnumerable<int> M(Stream file) { yield return 1; } [Obsolete] ~C() { }", Label = "an iterator and a finalizer without policies")]
    [InlineData("void M() { var l = [Obsolete] (Stream file) => file.ReadByte(); }", Label = "another attribute on a lambda")]
    [InlineData("[DropPagesAfterFullRead] unsafe int M(Stream file, byte* p) => 1;", Label = "a pointer")]
    [InlineData("[DropPagesAfterFullRead] unsafe Task M(Stream file) => Task.CompletedTask;", Label = "unsafe without a pointer")]
    [InlineData("[DropPagesAfterFullRead] public unsafe partial int {|CS8795:M|}(Stream file, byte* p); unsafe int MCore(Stream file, byte* p) => 1;", Label = "an unsafe partial method with a pointer")]
    [InlineData("unsafe partial class N { [DropPagesAfterFullRead] public partial Task {|CS8795:M|}(Stream file); Task MCore(Stream file) => Task.CompletedTask; }", Label = "an unsafe class without a pointer")]
    [InlineData("[DropPagesAfterFullRead] public virtual ref readonly int M(Stream file, in int x) => ref x;", Label = "a ref readonly result")]
    [InlineData("} file class N { [HeaderOnly] public int M(Stream file) => 1;", Label = "an ordinary method of a file-local class")]
    [InlineData("} file partial class N { [HeaderOnly] public partial int {|CS8795:M|}(Stream file); int MCore(Stream file) => 1;", Label = "a partial method of a file-local class, which the generator reports")]
    [InlineData("} file class N { partial class Inner { [HeaderOnly] public partial int {|CS8795:M|}(Stream file); int MCore(Stream file) => 1; }", Label = "a partial method in a file-local class, which the generator reports")]
    public Task A_supported_method_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("Stream _file = null!; int P { [{|#0:HeaderOnly|}] get => 1; }", "P", "an accessor is used without a call, and it cannot be partial alone. Move the I/O into a method.", Label = "an accessor")]
    [InlineData("[{|#0:HeaderOnly|}] public static int operator +(C c, Stream file) => 1;", "op_Addition", "an operator is used without a call, and it cannot be partial. Move the I/O into a method.", Label = "an operator")]
    [InlineData("Stream _file = null!; [{|#0:HeaderOnly|}] ~C() { }", "Finalize", "no code calls a finalizer. Move the I/O into a method.", Label = "a finalizer")]
    [InlineData("[{|#0:HeaderOnly|}] static extern void M(Stream file);", "M", "an extern method has no body. Call it from another method, and put the attribute there.", Label = "an extern method")]
    [InlineData("[{|#0:HeaderOnly|}] int M(Stream file, __arglist) => 1;", "M", "no method can pass an __arglist on. Use a params array.", Label = "a variable argument list")]
    [InlineData("[{|#0:HeaderOnly|}] IAsyncEnumerable<int> M(Stream file) => null!;", "M", "its work is not complete when it returns, and its result is no task. Return a Task or ValueTask, or put the attribute on the method that reads to the end.", Label = "an asynchronous sequence")]
    [InlineData("[{|#0:HeaderOnly|}] IEnumerable<int> M(Stream file) { yield return 1; }", "M", "an iterator runs when its sequence is read, after it has returned. Put the attribute on the method that reads the sequence to its end.", Label = "an iterator")]
    [InlineData("[{|#0:HeaderOnly|}] async void M(Stream file) => await Task.Yield();", "M", "the completion of an async void method is unknown. Return a Task.", Label = "async void")]
    [InlineData("[{|#0:HeaderOnly|}] unsafe Task M(Stream file, byte* p) => Task.CompletedTask;", "M", "its pointers need an unsafe context, which cannot await (CS4004). Use Memory<byte> instead of pointers.", Label = "pointers of an async method")]
    [InlineData("void M(Stream file) { L(file); [{|#0:HeaderOnly|}] static void L(Stream file) { } }", "L", "the compiler cannot intercept a call of a local function (CS9207). Make it a method.", Label = "a local function")]
    [InlineData("void M() { var l = [{|#0:HeaderOnly|}] (Stream file) => file.ReadByte(); }", "lambda", "the compiler cannot intercept a call of a lambda (CS9207). Make it a method.", Label = "a lambda")]
    public Task The_message_gives_the_reason_and_the_action(string member, string name, string message) => Check.Reports(
        Class(member),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP005", Microsoft.CodeAnalysis.DiagnosticSeverity.Error).WithLocation(0).WithMessage($"[HeaderOnly] on '{name}' has no effect because {message}"));

    private static string Class(string member) => $$"""
        interface I
        {
            int M(Stream file);
        }

        partial class C{{(member.Contains("I.M", StringComparison.Ordinal) ? " : I" : "")}}
        {
            {{member}}
        }
        """;
}
