using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.WrongDirectionAnalyzer, IoPolicy.CodeFixes.WrongDirectionCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class WrongDirectionAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(Stream file) { file.Write(new byte[100]); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(Stream file, byte[] data) { file.Write(data); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(BinaryWriter file) { file.Write(1); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(Stream file) { file.ReadExactly(new byte[100]); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(FileStream file) { file.CopyTo(Stream.Null); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(SafeFileHandle file) { RandomAccess.Read(file, new byte[10], 0); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(File = nameof(from))|}] void M(Stream from, Stream to) { from.CopyTo(to); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M() { _file.CopyTo(Stream.Null); _file.Dispose(); _file = null!; } Stream _file = null!;")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M() { _file = new BufferedStream(_file); _file.CopyTo(Stream.Null); } Stream _file = null!;")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(Stream file) { using var copy = File.Create(\"a\"); file.CopyTo(copy); copy.WriteByte(1); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(File = nameof(From))|}] void M() { From.CopyTo(To); } Stream From { get; } = null!; Stream To { get; } = null!;")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(string path) { using var file = File.Create(path); file.Write(new byte[100]); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullRead|}] void M(string path) { using (var a = File.Open(path, FileMode.Create)) a.WriteByte(1); using (var b = File.Create(path)) b.WriteByte(2); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite|}] void M(string path) { using var file = File.Open(path, FileMode.Open); file.CopyTo(Stream.Null); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(Opened = true)|}] void M(string path, Stream other) { using var file = File.Open(path, FileMode.Open); file.ReadExactly(new byte[8]); }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), {|IOP104:DropPagesAfterFullRead|}] partial void M(string a); void MCore(Stream b) { } }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite, {|IOP104:HeaderOnly|}] partial void M(string a); void MCore(Stream b) { } }")]
    public Task A_policy_of_the_other_direction_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[100]); }")]
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { file.Write(new byte[100]); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); file.WriteByte(1); }")]
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { file.ReadByte(); file.WriteByte(1); }")]
    [InlineData("[DropPagesAfterFullRead, DropPagesAfterFullWrite] void M(Stream file) { file.WriteByte(1); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { Use(file); } protected virtual void Use(Stream s) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.WriteByte(1); Use(file); } protected virtual void Use(Stream s) { }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file, Action<Stream> use) { use(file); }")]
    // The policy is about the file that the field has when the method is entered.
    [InlineData("[DropPagesAfterFullWrite] void M() { _file = Open(); _file.ReadExactly(new byte[8]); } Stream _file = null!; protected virtual Stream Open() => null!;")]
    [InlineData("[DropPagesAfterFullWrite] void M() { var next = File.Create(\"a\"); _file.CopyTo(next); _file.Dispose(); _file = next; } Stream _file = null!;")]
    [InlineData("[DropPagesAfterFullWrite] void M() { Open(); _file.ReadByte(); } Stream _file = null!; void Open() { _file = File.OpenRead(\"a\"); }")]
    // The method may write to the same file.
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { file.ReadByte(); Target().WriteByte(1); } protected virtual Stream Target() => null!;")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(_file))] void M() { _file.ReadByte(); Own.WriteByte(1); } Stream _file = null!; Stream Own => _file;")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(Own))] void M() { Own.ReadByte(); _file.WriteByte(1); } Stream _file = null!; Stream Own => _file;")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { }")]
    [InlineData("[DropPagesAfterFullWrite] long M(Stream file) => file.Length;")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(to))] void M(Stream from, Stream to) { from.CopyTo(to); }")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(to))] void M(Stream from, Stream to) { from.ReadByte(); to.Flush(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = File.OpenRead(path); file.CopyTo(Stream.Null); }")]
    [InlineData("[DropPagesAfterFullWrite] void M(string path) { using var file = File.Create(path); file.Write(new byte[100]); }")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using (var a = File.Create(path)) a.WriteByte(1); using (var b = File.OpenRead(path)) b.CopyTo(Stream.Null); }")]
    [InlineData("[DropPagesAfterFullRead, DropPagesAfterFullWrite] void M(string path) { using var file = File.Create(path); file.Write(new byte[100]); }")]
    [InlineData("[DropPagesAfterFullRead] void M(string path) { using var file = File.Open(path, FileMode.Open); Use(file); } protected virtual void Use(Stream s) { }")]
    [InlineData("[HeaderOnly] void M(Stream file) { file.WriteByte(1); }")]
    [InlineData("void M(Stream file) { file.WriteByte(1); }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite] partial void M(string a); void MCore(Stream b) { } }")]
    public Task Other_policies_are_not(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(Durable = true, KeepPagesVariable = \"X\")|}] void M(Stream file) { file.CopyTo(Stream.Null); }", "[DropPagesAfterFullRead(KeepPagesVariable = \"X\")] void M(Stream file) { file.CopyTo(Stream.Null); }")]
    [InlineData("[{|IOP104:DropPagesAfterFullWrite(Durable = true, File = nameof(file))|}] void M(Stream file) { file.ReadByte(); }", "[HeaderOnly(File = nameof(file))] void M(Stream file) { file.ReadByte(); }")]
    [InlineData("[{|IOP104:IoPolicy.DropPagesAfterFullReadAttribute|}] void M(Stream file) { file.WriteByte(1); }", "[IoPolicy.DropPagesAfterFullWriteAttribute] void M(Stream file) { file.WriteByte(1); }")]
    [InlineData("partial class P { [ReplacesFile(nameof(a)), {|IOP104:DropPagesAfterFullRead(WindowBytes = 65536)|}] partial void M(string a); void MCore(Stream b) { } }", "partial class P { [ReplacesFile(nameof(a)), DropPagesAfterFullWrite(WindowBytes = 65536)] partial void M(string a); void MCore(Stream b) { } }")]
    public Task The_fix_turns_the_policy_round(string member, string withFix) => Check.Fixes(Class(member), Class(withFix));

    [Fact]
    public Task Fix_all_mends_each_method() => Check.Fixes(
        Class("[{|IOP104:DropPagesAfterFullWrite|}] void M(Stream file) { file.ReadByte(); } [{|IOP104:DropPagesAfterFullRead|}] void N(Stream file) { file.WriteByte(1); }"),
        Class("[HeaderOnly] void M(Stream file) { file.ReadByte(); } [DropPagesAfterFullWrite] void N(Stream file) { file.WriteByte(1); }"),
        iterations: 2);

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
