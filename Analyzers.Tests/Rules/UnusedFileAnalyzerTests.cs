using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnusedFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnusedFileAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] void M(Stream file) { }")]
    [InlineData("[{|IOP105:HeaderOnly|}] int M(FileStream file) => 1;")]
    [InlineData("[{|IOP105:DropPagesAfterFullWrite(File = nameof(to))|}] void M(Stream from, Stream to) { from.ReadByte(); }")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead(File = nameof(path))|}] void M(string path) { Console.WriteLine(); }")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] async Task M(Stream file) => await Task.Yield();")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { }")]
    [InlineData("sealed class D : B { [{|IOP105:DropPagesAfterFullRead|}] public override void M(Stream file) { } } abstract class B { public abstract void M(Stream file); }")]
    public Task A_file_that_is_never_touched_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Use(file); } static void Use(Stream s) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Action read = () => file.ReadByte(); read(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) => throw new NotImplementedException();")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { throw new NotSupportedException(); }")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { own.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file);")]
    [InlineData("[DropPagesAfterFullRead] void M() { } Stream _file = null!;")]
    [InlineData("[DropPagesAfterFullRead] FileStream M() => null!;")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream a, Stream b) { }")]
    [InlineData("[DropPagesAfterFullRead] protected virtual void M(Stream file) { }")]
    [InlineData("interface I { [DropPagesAfterFullRead] void M(Stream file) { } }")]
    [InlineData("interface I { [DropPagesAfterFullRead] void M(Stream file); }")]
    [InlineData("abstract class D { [DropPagesAfterFullRead] public abstract void M(Stream file); }")]
    [InlineData("void M(Stream file) { }")]
    public Task Other_methods_are_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        partial class C
        {
            {{member}}
        }
        """;
}
