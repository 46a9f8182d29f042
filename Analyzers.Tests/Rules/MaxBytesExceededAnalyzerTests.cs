using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.MaxBytesExceededAnalyzer, IoPolicy.CodeFixes.MaxBytesExceededCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class MaxBytesExceededAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP103:HeaderOnly(MaxBytes = 16)|}] int M(string name) { using var file = File.OpenRead(name); return file.Read(new byte[52]); }", Label = "a read above the limit")]
    [InlineData("[HeaderOnly(MaxBytes = 52)] int M(string name) { using var file = File.OpenRead(name); return file.Read(new byte[52]); }", Label = "a read of the limit")]
    public Task An_opened_file_counts_too(string member) => Check.Reports($"class C {{ {member} }}");

    [Theory]
    [InlineData("[{|IOP103:HeaderOnly(MaxBytes = 51)|}] void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "one byte above the limit")]
    [InlineData("[{|IOP103:HeaderOnly|}] void M(Stream file) { file.ReadExactly(new byte[65537]); }", Label = "one byte above the default limit")]
    [InlineData("[{|IOP103:HeaderOnly(MaxBytes = 8)|}] void M(BinaryReader file) { for (var i = 0; i < 3; i++) { file.ReadInt32(); } }", Label = "a loop")]
    [InlineData("[{|IOP103:HeaderOnly(MaxBytes = 0)|}] int M(Stream file) => file.ReadByte();", Label = "a limit of 0")]
    [InlineData("[{|IOP103:HeaderOnly(MaxBytes = 15, File = nameof(b))|}] void M(Stream a, Stream b, bool x) { b.ReadExactly(new byte[x ? 8 : 16]); }", Label = "the larger of two sizes")]
    [InlineData("[{|IOP103:HeaderOnly|}] byte[] M(BinaryReader file) { var n = file.ReadInt32(); return n is < 0 or > 100000 ? throw new InvalidDataException() : file.ReadBytes(n); }", Label = "a count whose check allows too many")]
    public Task More_than_MaxBytes_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[HeaderOnly(MaxBytes = 52)] void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "the limit")]
    [InlineData("[HeaderOnly] void M(Stream file) { file.ReadExactly(new byte[65536]); }", Label = "the default limit")]
    [InlineData("[HeaderOnly(MaxBytes = 8)] void M(Stream file) { file.CopyTo(Stream.Null); }", Label = "a copy of unknown size")]
    [InlineData("[HeaderOnly(MaxBytes = 8)] void M(Stream file, byte[] b) { _ = file.Read(b); }", Label = "a buffer of unknown size")]
    [InlineData("[HeaderOnly(MaxBytes = 8)] void M(Stream file, int n) { file.ReadExactly(new byte[n]); }", Label = "an unknown count")]
    [InlineData("[HeaderOnly(MaxBytes = 8)] void M(Stream file, Action<Stream> use) { use(file); }", Label = "a delegate that gets the file")]
    [InlineData("[HeaderOnly(MaxBytes = 0)] void M(Stream file) { }", Label = "a limit of 0 without a read")]
    [InlineData("[HeaderOnly(MaxBytes = 0)] long M(Stream file) => file.Length;", Label = "a limit of 0 and the length")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[100000]); }", Label = "another policy")]
    [InlineData("[HeaderOnly(MaxBytes = 8)] void M(BinaryReader file) { file.ReadInt32(); file.ReadInt32(); }", Label = "two reads up to the limit")]
    [InlineData("[HeaderOnly(MaxBytes = 8, File = nameof(a))] void M(Stream a, Stream b) { a.ReadByte(); b.WriteByte(1); }", Label = "a write to another file")]
    [InlineData("[HeaderOnly(MaxBytes = 8, File = nameof(a))] void M(Stream a, Stream b) { a.ReadByte(); b.ReadExactly(new byte[100]); }", Label = "a read of another file")]
    public Task Less_or_unknown_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[{|IOP103:HeaderOnly(MaxBytes = 51)|}]", "[HeaderOnly(MaxBytes = 70000)]")]
    [InlineData("[{|IOP103:HeaderOnly|}]", "[HeaderOnly(MaxBytes = 70000)]")]
    [InlineData("[{|IOP103:HeaderOnly(File = nameof(file))|}]", "[HeaderOnly(MaxBytes = 70000, File = nameof(file))]")]
    public Task The_fix_raises_MaxBytes(string attribute, string withFix) => Check.Fixes(
        Class($"{attribute} void M(Stream file) {{ file.ReadExactly(new byte[70000]); }}"),
        Class($"{withFix} void M(Stream file) {{ file.ReadExactly(new byte[70000]); }}"));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
