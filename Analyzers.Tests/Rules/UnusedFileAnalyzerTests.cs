using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnusedFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnusedFileAnalyzerTests
{
    [Fact]
    public Task A_method_that_opens_another_file_is_pointed_to_Opened() => Check.Reports(
        "class C { FileStream _file = null!; [{|#0:DropPagesAfterFullRead|}] byte[] M(string name) => File.ReadAllBytes(name); }",
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP105", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "'M' has [DropPagesAfterFullRead] but never uses '_file'. Move the attribute to the method that reads or writes the file, or set Opened = true for the files that the method opens."));

    [Theory]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] void M(Stream file) { }")]
    [InlineData("[{|IOP105:HeaderOnly|}] int M(FileStream file) => 1;")]
    [InlineData("[{|IOP105:DropPagesAfterFullWrite(File = nameof(to))|}] void M(Stream from, Stream to) { from.ReadByte(); }")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead(File = nameof(path))|}] void M(string path) { Console.WriteLine(); }")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] async Task M(Stream file) => await Task.Yield();")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { }")]
    [InlineData("sealed class D : B { [{|IOP105:DropPagesAfterFullRead|}] public override void M(Stream file) { } } abstract class B { public abstract void M(Stream file); }")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] void M() { } Stream _file = null!;")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] byte[] M(string path) => File.ReadAllBytes(path); readonly Stream _buffer = new MemoryStream();")]
    [InlineData("[{|IOP105:DropPagesAfterFullWrite|}] void M(string path, byte[] bytes) { using var file = File.Create(path); file.Write(bytes); } readonly Stream _buffer = new MemoryStream();")]
    [InlineData("[{|IOP105:HeaderOnly|}] static int M() => s_count; static FileStream s_file = null!; static int s_count;")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] long M(FileStream file) => file.Length;")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] long M() => _file.Length - _file.Position; FileStream _file = null!;")]
    [InlineData("[{|IOP105:HeaderOnly|}] void M(Stream file) { ArgumentNullException.ThrowIfNull(file); file.Seek(0, SeekOrigin.Begin); }")]
    public Task A_file_that_is_never_touched_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Use(file); } static void Use(Stream s) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Action read = () => file.ReadByte(); read(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) => throw new NotImplementedException();")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { throw new NotSupportedException(); }")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { own.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file);")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(_file))] void M() { } Stream _file = null!;")]
    [InlineData("[DropPagesAfterFullRead] void M() => Own(); void Own() => _file.ReadByte(); Stream _file = null!;")]
    [InlineData("[DropPagesAfterFullRead] byte[] M() => Content; byte[] Content => [(byte)_file.ReadByte()]; Stream _file = null!;")]
    [InlineData("[DropPagesAfterFullRead] void M() => Own.Read(this); Stream _file = null!; static class Own { internal static void Read(C c) => c._file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullWrite] void M() => _file.Flush(); FileStream _file = null!;")]
    [InlineData("[DropPagesAfterFullWrite] void M() => _file.SetLength(0); FileStream _file = null!;")]
    [InlineData("[DropPagesAfterFullWrite] void M() => _file.Dispose(); FileStream _file = null!;")]
    [InlineData("[DropPagesAfterFullRead] long M(FileStream file) => file.Length + file.ReadByte();")]
    [InlineData("[DropPagesAfterFullRead] long M(FileStream file) { Own(file); return file.Length; } static void Own(FileStream file) => file.ReadByte();")]
    [InlineData("[DropPagesAfterFullRead] bool M(FileStream file) => file.SafeFileHandle.IsInvalid;")]
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
