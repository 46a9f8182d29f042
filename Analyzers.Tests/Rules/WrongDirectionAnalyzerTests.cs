using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.WrongDirectionAnalyzer, IoPolicy.CodeFixes.WrongDirectionCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class WrongDirectionAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(Stream file) { file.Write(new byte[100]); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(Stream file, byte[] data) { file.Write(data); }", Label = "an unknown number of bytes")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(BinaryWriter file) { file.Write(1); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(Stream file) { file.ReadExactly(new byte[100]); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(FileStream file) { file.CopyTo(Stream.Null); }", Label = "a copy from the file")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(SafeFileHandle file) { RandomAccess.Read(file, new byte[10], 0); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(File = nameof(from))|}] void M(Stream from, Stream to) { from.CopyTo(to); }", Label = "a copy between parameters")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M() { _file.CopyTo(Stream.Null); _file.Dispose(); _file = null!; } Stream _file = null!;", Label = "a field that is set to null")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M() { _file = new BufferedStream(_file); _file.CopyTo(Stream.Null); } Stream _file = null!;", Label = "a field that wraps its own value")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(Stream file) { using var copy = File.Create(\"a\"); file.CopyTo(copy); copy.WriteByte(1); }", Label = "another opened file is written")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(File = nameof(From))|}] void M() { From.CopyTo(To); } Stream From { get; } = null!; Stream To { get; } = null!;", Label = "a copy between properties")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(string path) { using var file = File.Create(path); file.Write(new byte[100]); }", Label = "an opened file")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(string path) { using (var a = File.Open(path, FileMode.Create)) a.WriteByte(1); using (var b = File.Create(path)) b.WriteByte(2); }", Label = "two opened files")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(string path) { using var file = File.Open(path, FileMode.Open); file.CopyTo(Stream.Null); }", Label = "an opened file under a write policy")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(Opened = true)|}] void M(string path, Stream other) { using var file = File.Open(path, FileMode.Open); file.ReadExactly(new byte[8]); }", Label = "an opened file beside a parameter")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), {|IOP104:DropPagesAfterFullRead|}] partial void M(string a); void MCore(Stream b) { } }", Label = "a replacement under a read policy")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite, {|IOP104:HeaderOnly|}] partial void M(string a); void MCore(Stream b) { } }", Label = "a replacement under a second policy")]
    public Task A_policy_of_the_other_direction_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[100]); }")]
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { file.Write(new byte[100]); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); file.WriteByte(1); }", Label = "both directions under a read policy")]
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { file.ReadByte(); file.WriteByte(1); }", Label = "both directions under a write policy")]
    [InlineData("[DropPagesAfterFullRead, DropPagesAfterFullWrite] void M(Stream file) { file.WriteByte(1); }", Label = "both policies")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Use(file); } protected virtual void Use(Stream s) { }", Label = "an unknown use")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.WriteByte(1); Use(file); } protected virtual void Use(Stream s) { }", Label = "an unknown use after a write")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file, Action<Stream> use) { use(file); }", Label = "a delegate that gets the file")]
    // The policy applies to the file that the field has when the method starts.
    [InlineData("[DropPagesAfterFullWrite] void M() { _file = Open(); _file.ReadExactly(new byte[8]); } Stream _file = null!; protected virtual Stream Open() => null!;", Label = "a field that gets an unknown file")]
    [InlineData("[DropPagesAfterFullWrite] void M() { var next = File.Create(\"a\"); _file.CopyTo(next); _file.Dispose(); _file = next; } Stream _file = null!;", Label = "a field that gets the written file")]
    [InlineData("[DropPagesAfterFullWrite] void M() { Open(); _file.ReadByte(); } Stream _file = null!; void Open() { _file = File.OpenRead(\"a\"); }", Label = "a field that another method sets")]
    // The method may write to the same file.
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { file.ReadByte(); Target().WriteByte(1); } protected virtual Stream Target() => null!;", Label = "an unknown target that may be the file")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(_file))] void M() { _file.ReadByte(); Own.WriteByte(1); } Stream _file = null!; Stream Own => _file;", Label = "a property that may be the field")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(Own))] void M() { Own.ReadByte(); _file.WriteByte(1); } Stream _file = null!; Stream Own => _file;", Label = "a field that may be the property")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { }", Label = "no use")]
    [InlineData("[DropPagesAfterFullWrite] long M(Stream file) => file.Length;", Label = "the length alone")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(to))] void M(Stream from, Stream to) { from.CopyTo(to); }", Label = "a copy to the file")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(to))] void M(Stream from, Stream to) { from.ReadByte(); to.Flush(); }", Label = "no byte of the file")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = File.OpenRead(path); file.CopyTo(Stream.Null); }")]
    [InlineData("[DropPagesAfterFullWrite] void M(string path) { using var file = File.Create(path); file.Write(new byte[100]); }")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using (var a = File.Create(path)) a.WriteByte(1); using (var b = File.OpenRead(path)) b.CopyTo(Stream.Null); }", Label = "one opened file in each direction")]
    [InlineData("[DropPagesAfterFullRead, DropPagesAfterFullWrite] void M(string path) { using var file = File.Create(path); file.Write(new byte[100]); }", Label = "both policies for opened files")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = File.Open(path, FileMode.Open); Use(file); } protected virtual void Use(Stream s) { }", Label = "an opened file with an unknown use")]
    [InlineData("[HeaderOnly] void M(Stream file) { file.WriteByte(1); }", Label = "a header, which has a rule of its own")]
    [InlineData("void M(Stream file) { file.WriteByte(1); }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite] partial void M(string a); void MCore(Stream b) { } }", Label = "a replacement under its write policy")]
    public Task Other_policies_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(Durable = true, KeepPagesVariable = \"X\")|}] void M(Stream file) { file.CopyTo(Stream.Null); }", "[DropPagesAfterFullRead(KeepPagesVariable = \"X\")] void M(Stream file) { file.CopyTo(Stream.Null); }", Label = "with options")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(Durable = true, File = nameof(file))|}] void M(Stream file) { file.ReadByte(); }", "[HeaderOnly(File = nameof(file))] void M(Stream file) { file.ReadByte(); }", Label = "a read of few bytes")]
    [InlineData("[{|IOP104:IoPolicy.DropPagesAfterFullReadAttribute|}] void M(Stream file) { file.WriteByte(1); }", "[IoPolicy.DropPagesAfterFullWriteAttribute] void M(Stream file) { file.WriteByte(1); }", Label = "the full name of the attribute")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), {|IOP104:DropPagesAfterFullRead(WindowBytes = 65536)|}] partial void M(string a); void MCore(Stream b) { } }", "partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite(WindowBytes = 65536)] partial void M(string a); void MCore(Stream b) { } }", Label = "a replacement")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(string path) { using var file = File.Open(path, FileMode.Open); file.ReadExactly(new byte[8]); }", "[HeaderOnly] void M(string path) { using var file = File.Open(path, FileMode.Open); file.ReadExactly(new byte[8]); }", Label = "the header of an opened file")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(string path) { using var file = File.Open(path, FileMode.Open); file.CopyTo(Stream.Null); }", "[DropPagesAfterFullRead] void M(string path) { using var file = File.Open(path, FileMode.Open); file.CopyTo(Stream.Null); }", Label = "the whole of an opened file")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(string path) { using (var a = File.Open(path, FileMode.Open)) a.ReadByte(); using (var b = File.Open(path, FileMode.Open)) b.CopyTo(Stream.Null); }", "[DropPagesAfterFullRead] void M(string path) { using (var a = File.Open(path, FileMode.Open)) a.ReadByte(); using (var b = File.Open(path, FileMode.Open)) b.CopyTo(Stream.Null); }", Label = "the header of one opened file and the whole of another")]
    public Task The_fix_changes_the_direction(string member, string withFix) => Check.Fixes(Class(member), Class(withFix));

    [Fact]
    public Task A_replacement_under_two_policies_has_no_fix()
    {
        var source = Class("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite, {|IOP104:HeaderOnly|}] partial void M(string a); void MCore(Stream b) { } }");
        return Check.Fixes(source, source);
    }

    [Fact]
    public Task Fix_all_changes_each_method() => Check.Fixes(
        Class("[{|IOP104:DropPagesAfterFullWrite|}] void M(Stream file) { file.ReadByte(); } [{|IOP104:DropPagesAfterFullRead|}] void N(Stream file) { file.WriteByte(1); }"),
        Class("[HeaderOnly] void M(Stream file) { file.ReadByte(); } [DropPagesAfterFullWrite] void N(Stream file) { file.WriteByte(1); }"),
        iterations: 2);

    [Theory]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] void M(Stream file) { {|#1:file.Write(new byte[100])|}; }", "[DropPagesAfterFullRead] but only writes 'file' (100 at line 16). Use [DropPagesAfterFullWrite].", Label = "a write")]
    [InlineData("[{|#0:DropPagesAfterFullWrite|}] void M(Stream file) { {|#1:file.ReadExactly(new byte[9])|}; }", "[DropPagesAfterFullWrite] but only reads 'file' (9 at line 16). Use [HeaderOnly].", Label = "a read")]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] void M(string path) { using var file = File.Create(path); {|#1:file.Write(new byte[100])|}; }", "[DropPagesAfterFullRead] but only writes 'File.Create(…)' (100 at line 16). Use [DropPagesAfterFullWrite].", Label = "an opened file")]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] void M(string path) { using var file = new FileStream(path, FileMode.Create); {|#1:file.Write(new byte[100])|}; }", "[DropPagesAfterFullRead] but only writes 'new FileStream(…)' (100 at line 16). Use [DropPagesAfterFullWrite].", Label = "a created stream")]
    [InlineData("[{|#0:DropPagesAfterFullRead|}] void M(string path) { using FileStream file = new(path, FileMode.Create); {|#1:file.Write(new byte[100])|}; }", "[DropPagesAfterFullRead] but only writes 'new(…)' (100 at line 16). Use [DropPagesAfterFullWrite].", Label = "a created stream without its type")]
    public Task The_message_names_the_file_and_the_right_policy(string member, string message) => Check.Reports(
        Class(member),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP104", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithMessage($"'M' has {message}"));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
