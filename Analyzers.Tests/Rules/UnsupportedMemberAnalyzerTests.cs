using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnsupportedMemberAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnsupportedMemberAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] IEnumerable<int> M(Stream file) { yield return file.ReadByte(); }")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] async IAsyncEnumerable<int> M(Stream file) { await Task.Yield(); yield return file.ReadByte(); }")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] IAsyncEnumerable<int> M(Stream file) => null!;")]
    [InlineData("[{|IOP005:DropPagesAfterFullWrite|}] async void M(Stream file) => await Task.Yield();")]
    [InlineData("[{|IOP005:HeaderOnly|}] static extern void M(Stream file);")]
    [InlineData("Stream _file = null!; int P { [{|IOP005:HeaderOnly|}] get => _file.ReadByte(); }")]
    [InlineData("[{|IOP005:HeaderOnly|}] public static int operator +(C c, Stream file) => 1;")]
    [InlineData("Stream _file = null!; [{|IOP005:HeaderOnly|}] ~C() { }")]
    [InlineData("void M(Stream file) { L(file); [{|IOP005:HeaderOnly|}] static void L(Stream file) { } }")]
    [InlineData("void M() { var l = [{|IOP005:HeaderOnly|}] (Stream file) => file.ReadByte(); }")]
    [InlineData("[{|IOP005:HeaderOnly|}] int I.M(Stream file) => 1;")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}, {|IOP005:DropPagesAfterFullWrite|}] async void M(Stream file) => await Task.Yield();")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] public partial IEnumerable<int> {|CS8795:M|}(Stream file); IEnumerable<int> MCore(Stream file) { yield break; }")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] public partial void {|CS8795:M|}(Stream file); async void MCore(Stream file) => await Task.Yield();")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] public unsafe partial Task {|CS8795:M|}(Stream file); unsafe Task MCore(Stream file) => Task.CompletedTask;")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] unsafe Task M(Stream file, byte* p) => Task.CompletedTask;")]
    [InlineData("[{|IOP005:DropPagesAfterFullRead|}] unsafe ValueTask<int> M(Stream file, List<int*[]> p) => new(1);")]
    [InlineData("unsafe partial class N { [{|IOP005:HeaderOnly|}] public partial Task {|CS8795:M|}(Stream file, byte* p); Task MCore(Stream file, byte* p) => Task.CompletedTask; }")]
    [InlineData("unsafe partial class N { [{|IOP005:HeaderOnly|}] public partial int {|CS8795:M|}(Stream file, byte* p); int MCore(Stream file, byte* p) => 1; }")]
    [InlineData("unsafe partial class N { [{|IOP005:HeaderOnly|}] public partial delegate*<void> {|CS8795:M|}(Stream file); delegate*<void> MCore(Stream file) => null; }")]
    [InlineData("void M() { [{|IOP005:ReplacesFile(\"a\")|}] static void L(string a) { } L(\"\"); }")]
    [InlineData("void M() { var l = [{|IOP005:ReplacesFile(\"a\")|}] (string a) => a.Length; }")]
    public Task A_member_that_nobody_can_carry_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] int M(Stream file) => 1;")]
    [InlineData("public abstract class D { [DropPagesAfterFullRead] public abstract int M(Stream file); }")]
    [InlineData("interface J { [DropPagesAfterFullRead] int M(Stream file); }")]
    [InlineData("[DropPagesAfterFullRead] async Task M(Stream file) => await Task.Yield();")]
    [InlineData("[DropPagesAfterFullRead] async ValueTask<int> M(Stream file) { await Task.Yield(); return 1; }")]
    [InlineData("[DropPagesAfterFullRead] public partial int {|CS8795:M|}(Stream file); int MCore(Stream file) => 1;")]
    [InlineData("[DropPagesAfterFullRead] public partial Task {|CS8795:M|}(Stream file); async Task MCore(Stream file) => await Task.Yield();")]
    [InlineData("[DropPagesAfterFullRead] IEnumerable<int> M(Stream file) => [1, 2];")]
    [InlineData("[DropPagesAfterFullRead] static int M<T>(T item, Stream file) where T : struct => 1;")]
    [InlineData("[DropPagesAfterFullRead] int M(Stream file) { return L(); int L() => 1; }")]
    [InlineData("[DropPagesAfterFullRead] int M(Stream file) { foreach (var i in L()) { } return 1; IEnumerable<int> L() { yield return 1; } }")]
    [InlineData("IEnumerable<int> M(Stream file) { yield return 1; } [Obsolete] ~C() { }")]
    [InlineData("void M() { var l = [Obsolete] (Stream file) => file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead] unsafe int M(Stream file, byte* p) => 1;")]
    [InlineData("[DropPagesAfterFullRead] unsafe Task M(Stream file) => Task.CompletedTask;")]
    [InlineData("[DropPagesAfterFullRead] public unsafe partial int {|CS8795:M|}(Stream file, byte* p); unsafe int MCore(Stream file, byte* p) => 1;")]
    [InlineData("unsafe partial class N { [DropPagesAfterFullRead] public partial Task {|CS8795:M|}(Stream file); Task MCore(Stream file) => Task.CompletedTask; }")]
    [InlineData("[DropPagesAfterFullRead] public virtual ref readonly int M(Stream file, in int x) => ref x;")]
    public Task Any_other_method_is_not(string member) => Check.Reports(Class(member));

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
