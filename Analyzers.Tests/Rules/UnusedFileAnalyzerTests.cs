using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnusedFileAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnusedFileAnalyzerTests
{
    [Theory]
    [InlineData("FileStream _file = null!; [{|#0:DropPagesAfterFullRead|}] byte[] M(string name) => File.ReadAllBytes(name);", "never uses '_file'. Move the attribute to the method that reads or writes the file, or set Opened = true for the files that the method opens.", Label = "a method that opens another file")]
    [InlineData("FileStream _file = null!; [{|#0:DropPagesAfterFullRead|}] void M(string name) { }", "never uses '_file'. Move the attribute to the method that reads or writes the file, or name the file with File = nameof(...).", Label = "a field")]
    [InlineData("FileStream _file = null!; [{|#0:DropPagesAfterFullRead|}] void M(string name) => File.WriteAllText(name, name);", "never uses '_file'. Move the attribute to the method that reads or writes the file, or name the file with File = nameof(...).", Label = "a field beside a file that is written")]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] void M(Stream file) { }", "never uses 'file'. Move the attribute to the method that reads or writes the file.", Label = "a parameter")]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] long M(FileStream file) => file.Length;", "moves no bytes of 'file'. Move the attribute to the method that reads or writes the file.", Label = "only the length")]
    public Task The_message_names_the_file_and_the_action(string member, string message) => Check.Reports(
        Class(member),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP105", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"'M' has [DropPagesAfterFullRead] but {message}"));

    [Theory]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] void M(Stream file) { }", Label = "an empty body")]
    [InlineData("[{|IOP105:HeaderOnly|}] int M(FileStream file) => 1;", Label = "a constant")]
    [InlineData("[{|IOP105:DropPagesAfterFullWrite(File = nameof(to))|}] void M(Stream from, Stream to) { from.ReadByte(); }", Label = "another parameter")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead(File = nameof(path))|}] void M(string path) { Console.WriteLine(); }", Label = "an unused path")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] async Task M(Stream file) => await Task.Yield();", Label = "an asynchronous body")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { }", Label = "the body of a partial method")]
    [InlineData("sealed class D : B { [{|IOP105:DropPagesAfterFullRead|}] public override void M(Stream file) { } } abstract class B { public abstract void M(Stream file); }", Label = "an override")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] void M() { } Stream _file = null!;", Label = "an unused field")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] byte[] M(string path) => File.ReadAllBytes(path); readonly Stream _buffer = new MemoryStream();", Label = "another file by its path")]
    [InlineData("[{|IOP105:DropPagesAfterFullWrite|}] void M(string path, byte[] bytes) { using var file = File.Create(path); file.Write(bytes); } readonly Stream _buffer = new MemoryStream();", Label = "another opened file")]
    [InlineData("sealed class Own(Stream s) : BinaryWriter(s) { [{|IOP105:DropPagesAfterFullWrite|}] public int Twice(int n) => 2 * n; }", Label = "a writer that writes nothing")]
    [InlineData("[{|IOP105:HeaderOnly|}] static int M() => s_count; static FileStream s_file = null!; static int s_count;", Label = "a static field")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] long M(FileStream file) => file.Length;", Label = "only the length")]
    [InlineData("[{|IOP105:DropPagesAfterFullRead|}] long M() => _file.Length - _file.Position; FileStream _file = null!;", Label = "only the length and the position")]
    [InlineData("[{|IOP105:HeaderOnly|}] void M(Stream file) { ArgumentNullException.ThrowIfNull(file); file.Seek(0, SeekOrigin.Begin); }", Label = "only a check and a seek")]
    [InlineData("[{|IOP105:HeaderOnly|}] string M(FileStream file) => nameof(file);", Label = "only the name of the parameter")]
    [InlineData("[{|IOP105:HeaderOnly|}] bool M(FileStream file) => file is null;", Label = "only a null pattern")]
    [InlineData("[{|IOP105:HeaderOnly|}] bool M(FileStream file) => file == null || null != file;", Label = "only comparisons with null")]
    [InlineData("[{|IOP105:HeaderOnly|}] long M(FileStream file) => ((Stream)(file)).Length;", Label = "only the length after a conversion")]
    [InlineData("[DropPagesAfterFullRead(File = \"none\"), {|IOP105:DropPagesAfterFullWrite(File = nameof(to))|}] void M(Stream from, Stream to) { from.ReadByte(); }", Label = "after a policy without a file")]
    public Task A_file_that_is_never_read_or_written_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); }", Label = "a read")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Use(file); } static void Use(Stream s) { }", Label = "a call that gets it")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Action read = () => file.ReadByte(); read(); }", Label = "a lambda")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) => throw new NotImplementedException();", Label = "an arrow body that throws")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { throw new NotSupportedException(); }", Label = "a body that throws")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { own.ReadByte(); }", Label = "a partial method with a used file")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file);", Label = "a partial method without a body")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(_file))] void M() { } Stream _file = null!;", Label = "a named field")]
    [InlineData("[DropPagesAfterFullRead] void M() => Own(); void Own() => _file.ReadByte(); Stream _file = null!;", Label = "a field that a method reads")]
    [InlineData("[DropPagesAfterFullRead] byte[] M() => Content; byte[] Content => [(byte)_file.ReadByte()]; Stream _file = null!;", Label = "a field that a property reads")]
    [InlineData("[DropPagesAfterFullRead] void M() => Own.Read(this); Stream _file = null!; static class Own { internal static void Read(C c) => c._file.ReadByte(); }", Label = "a field that a nested type reads")]
    [InlineData("class Own<T> { Stream _file = null!; [DropPagesAfterFullRead] int M(Own<int> other) => other._file.ReadByte(); }", Label = "the field of another generic instance")]
    [InlineData("class Own<T> { Stream File { get; } = null!; [DropPagesAfterFullRead] int M(Own<int> other) => other.File.ReadByte(); }", Label = "the property of another generic instance")]
    [InlineData("class Own<T> { protected Stream _file = null!; } class Heir : Own<int> { [DropPagesAfterFullRead] int M() => _file.ReadByte(); }", Label = "a field of a generic base class")]
    [InlineData("sealed class Own(Stream s) : BinaryWriter(s) { [DropPagesAfterFullWrite] public void Record(int n) => Write(n); }", Label = "an inherited method of a writer")]
    [InlineData("sealed class Own(Stream s) : BinaryReader(s) { [DropPagesAfterFullRead] public int Record() => base.ReadInt32(); }", Label = "an inherited method of a reader")]
    [InlineData("[DropPagesAfterFullWrite] void M() => _file.Flush(); FileStream _file = null!;", Label = "a flush")]
    [InlineData("[DropPagesAfterFullWrite] void M() => _file.SetLength(0); FileStream _file = null!;", Label = "a new length")]
    [InlineData("[DropPagesAfterFullWrite] void M() => _file.Dispose(); FileStream _file = null!;", Label = "a close")]
    [InlineData("[DropPagesAfterFullRead] long M(FileStream file) => file.Length + file.ReadByte();", Label = "the length and a read")]
    [InlineData("[DropPagesAfterFullRead] long M(FileStream file) { Own(file); return file.Length; } static void Own(FileStream file) => file.ReadByte();", Label = "the length after a call")]
    [InlineData("[DropPagesAfterFullRead] bool M(FileStream file) => file.SafeFileHandle.IsInvalid;", Label = "a handle")]
    [InlineData("[HeaderOnly] object M(FileStream file) => file;", Label = "a file that is returned")]
    [InlineData("[DropPagesAfterFullRead] FileStream M() => null!;", Label = "a result")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream a, Stream b) { }", Label = "two candidates")]
    [InlineData("[DropPagesAfterFullRead] protected virtual void M(Stream file) { }", Label = "a virtual method")]
    [InlineData("interface I { [DropPagesAfterFullRead] void M(Stream file) { } }", Label = "an interface method with a body")]
    [InlineData("interface I { [DropPagesAfterFullRead] void M(Stream file); }", Label = "an interface method")]
    [InlineData("abstract class D { [DropPagesAfterFullRead] public abstract void M(Stream file); }", Label = "an abstract method")]
    [InlineData("void M(Stream file) { }", Label = "no policy")]
    public Task Other_methods_are_not_reported(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        partial class C
        {
            {{member}}
        }
        """;
}
