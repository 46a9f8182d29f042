using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.PayloadReadAnalyzer, IoPolicy.CodeFixes.PayloadReadCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class PayloadReadAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP102:HeaderOnly|}] void M(string name) { using var file = File.OpenRead(name); file.CopyTo(Stream.Null); }", Label = "an opened file")]
    [InlineData("[{|IOP102:HeaderOnly(Opened = true)|}] void M(Stream other, string name) { using var file = File.OpenRead(name); file.CopyTo(other); }", Label = "an opened file beside a parameter")]
    [InlineData("[HeaderOnly] int M(string name) { using var file = File.OpenRead(name); return file.ReadByte(); }", Label = "a header of an opened file")]
    public Task An_opened_file_counts_too(string member) => Check.Reports($"class C {{ {member} }}");

    [Theory]
    [InlineData("[{|IOP102:HeaderOnly|}] void M(Stream file) { file.CopyTo(Stream.Null); }", Label = "a copy")]
    [InlineData("[{|IOP102:HeaderOnly|}] void M(Stream file) { var b = new byte[4096]; while (file.Read(b) > 0) { } }", Label = "a loop to the end")]
    [InlineData("[{|IOP102:HeaderOnly|}] byte[] M(FileStream file) { var b = new byte[file.Length]; file.ReadExactly(b); return b; }", Label = "a buffer of the file's length")]
    [InlineData("[{|IOP102:HeaderOnly|}] byte[] M(BinaryReader file) => file.ReadBytes(file.ReadInt32());", Label = "a length from the file")]
    [InlineData("[{|IOP102:HeaderOnly|}] string M(Stream file) { using var r = new StreamReader(file); return r.ReadToEnd(); }", Label = "a reader to the end")]
    [InlineData("[{|IOP102:HeaderOnly(File = nameof(path))|}] byte[] M(string path) => File.ReadAllBytes(path);", Label = "a whole file by its path")]
    [InlineData("[{|IOP102:HeaderOnly|}] async Task M(Stream file) { var b = new byte[4096]; int n; while ((n = await file.ReadAsync(b)) != 0) { } }", Label = "an asynchronous loop to the end")]
    [InlineData("[{|IOP102:HeaderOnly|}] void M(Stream file) { if (file.ReadByte() == 1) { Rest(file); } } static void Rest(Stream s) => s.CopyTo(Stream.Null);", Label = "a copy in a helper, in one branch")]
    // A number from the file is no bound before it is checked, and neither is a terminator.
    [InlineData("[{|IOP102:HeaderOnly|}] string M(BinaryReader file) => file.ReadString();", Label = "a string with a length before it")]
    [InlineData("[{|IOP102:HeaderOnly|}] void M(BinaryReader file) { while (file.ReadByte() != 0) { } }", Label = "a loop to a zero byte")]
    [InlineData("[{|IOP102:HeaderOnly|}] void M(Stream file) { int b; do { b = file.ReadByte(); } while (b != -1 && b != 10); }", Label = "a loop to a line break")]
    [InlineData("[{|IOP102:HeaderOnly|}] void M(BinaryReader file) { var n = file.ReadInt32(); for (var i = 0; i < n; i++) { file.ReadInt64(); } }", Label = "a loop over a count from the file")]
    public Task A_payload_read_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[HeaderOnly] void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "a header")]
    [InlineData("[HeaderOnly] void M(Stream file) { file.ReadExactly(new byte[100000]); }", Label = "a large constant")]
    [InlineData("[HeaderOnly] void M(Stream file, byte[] b) { _ = file.Read(b); }", Label = "a buffer of the caller")]
    [InlineData("[HeaderOnly] void M(Stream file, int n) { file.ReadExactly(new byte[n]); }", Label = "a count of the caller")]
    [InlineData("[HeaderOnly] void M(Stream file) { file.Seek(-128, SeekOrigin.End); file.CopyTo(Stream.Null); }", Label = "the end of the file")]
    [InlineData("[HeaderOnly] void M(BinaryReader file, int n) { for (var i = 0; i < n; i++) { file.ReadInt64(); } }", Label = "a loop of the caller's count")]
    [InlineData("[HeaderOnly] void M(Stream file) { using var z = new GZipStream(file, CompressionMode.Decompress); z.ReadByte(); }", Label = "a decompressor")]
    [InlineData("[HeaderOnly] string? M(Stream file) { var r = new StreamReader(file); return r.ReadLine(); }", Label = "a line of text")]
    [InlineData("[HeaderOnly] void M(Stream file, Action<Stream> use) { use(file); }", Label = "a delegate")]
    [InlineData("[HeaderOnly] void M(BinaryReader file) { long low = 0, high = file.BaseStream.Length / 8; while (low < high) { var middle = (low + high) / 2; file.BaseStream.Position = middle * 8; if (file.ReadInt64() < 3) { low = middle + 1; } else { high = middle; } } }", Label = "a binary search")]
    [InlineData("[HeaderOnly] void M(Stream file, CancellationToken stop) { var b = new byte[64]; while (file.Read(b) > 0) { if (stop.IsCancellationRequested) { break; } } }", Label = "a loop that can be cancelled")]
    [InlineData("[HeaderOnly] byte[] M(BinaryReader file) { var n = file.ReadInt32(); if (n is < 0 or > 4096) { throw new InvalidDataException(); } return file.ReadBytes(n); }", Label = "a checked length")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.CopyTo(Stream.Null); }", Label = "another policy")]
    [InlineData("[HeaderOnly(MaxBytes = 70000)] byte[] M(BinaryReader file) => file.ReadBytes(file.ReadUInt16());", Label = "a length of 16 bits")]
    [InlineData("[HeaderOnly] byte[] M(BinaryReader file) => file.ReadBytes(Math.Min(file.ReadInt32(), 512));", Label = "a limited length")]
    [InlineData("[HeaderOnly] void M(BinaryReader file) { for (var i = 0; i < 256 && file.ReadByte() != 0; i++) { } }", Label = "a limited loop")]
    [InlineData("[HeaderOnly] void M(Stream file, int until) { while (file.ReadByte() != until) { } }", Label = "a loop to a byte of the caller")]
    public Task Other_reads_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[{|IOP102:HeaderOnly|}]", "[DropPagesAfterFullRead]")]
    [InlineData("[{|IOP102:HeaderOnly(MaxBytes = 100, File = nameof(file))|}]", "[DropPagesAfterFullRead(File = nameof(file))]")]
    [InlineData("[{|IOP102:IoPolicy.HeaderOnlyAttribute(MaxBytes = 100)|}]", "[IoPolicy.DropPagesAfterFullReadAttribute]")]
    public Task The_fix_changes_the_policy_to_DropPagesAfterFullRead(string attribute, string withFix) => Check.Fixes(
        Class($"{attribute} void M(Stream file) {{ file.CopyTo(Stream.Null); }}"),
        Class($"{withFix} void M(Stream file) {{ file.CopyTo(Stream.Null); }}"));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
