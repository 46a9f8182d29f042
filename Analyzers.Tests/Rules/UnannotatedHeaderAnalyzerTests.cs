using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnannotatedHeaderAnalyzer, IoPolicy.CodeFixes.UnannotatedHeaderCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class UnannotatedHeaderAnalyzerTests
{
    [Theory]
    [InlineData("public void {|IOP402:M|}(Stream file) { file.ReadExactly(new byte[52]); }", Label = "a buffer of 52 bytes")]
    [InlineData("public int {|IOP402:M|}(BinaryReader file) => file.ReadInt32();", Label = "one number")]
    [InlineData("public static void {|IOP402:M|}(SafeFileHandle file) { RandomAccess.Read(file, new byte[64], 0); }", Label = "a handle")]
    [InlineData("public async ValueTask {|IOP402:M|}(FileStream file) { file.Position = 0; await file.ReadExactlyAsync(new byte[16]); }", Label = "an asynchronous read after a rewind")]
    [InlineData("public void {|IOP402:M|}(string path) { using var file = File.OpenRead(path); file.ReadExactly(new byte[52]); }", Label = "a file opened by its path")]
    [InlineData("FileStream _file = null!; public void {|IOP402:M|}() { _file.Seek(16, SeekOrigin.Begin); _file.ReadExactly(new byte[52]); }", Label = "a field after a seek")]
    [InlineData("private bool {|IOP402:M|}(FileStream file) { var b = new byte[4]; file.ReadExactly(b); return b[0] == 3; } void Scan(string[] paths) { foreach (var path in paths) { using var f = File.OpenRead(path); M(f); } }", Label = "a private method whose callers open the file")]
    [InlineData("public byte[] {|IOP402:M|}(BinaryReader file) { var n = file.ReadInt32(); return n is < 0 or > 100 ? throw new InvalidDataException() : file.ReadBytes(n); }", Label = "a checked length")]
    [InlineData("public int {|IOP402:M|}<T>(Stream file, T item) { var b = new byte[8]; return file.Read(b, 0, 8); }", Label = "a generic method")]
    public Task A_header_read_without_a_policy_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("public void M(Stream file) { file.CopyTo(Stream.Null); }", Label = "a copy")]
    [InlineData("public void M(Stream file) { file.ReadExactly(new byte[65536]); }", Label = "a payload")]
    [InlineData("public void M(Stream file, byte[] buffer) { file.ReadExactly(buffer); }", Label = "a buffer of the caller")]
    [InlineData("public int M(Stream file) => file.ReadByte();", Label = "a byte")]
    [InlineData("public short M(BinaryReader file) => file.ReadInt16();", Label = "a number of 16 bits")]
    [InlineData("public void M(Stream file) { file.ReadExactly(new byte[52]); file.Write(new byte[10]); }", Label = "a header with a write")]
    [InlineData("public void M(SafeFileHandle file, long offset) { RandomAccess.Read(file, new byte[64], offset); }", Label = "a read by offset")]
    [InlineData("public void M(Stream file, long record) { file.Position = record * 64; file.ReadExactly(new byte[64]); }", Label = "a record by its position")]
    [InlineData("public void M(Stream file, long record) { file.Seek(record * 64, SeekOrigin.Begin); file.ReadExactly(new byte[64]); }", Label = "a record by a seek")]
    [InlineData("public void M(Stream file, long record) => Other.At(file, record); static class Other { public static void At(Stream s, long r) { s.Position = r * 64; s.ReadExactly(new byte[64]); } }", Label = "a record in another type")]
    [InlineData("[HeaderOnly] public void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "a method with the policy")]
    [InlineData("[HeaderOnly] public void M(Stream file) { Magic(file); } public static void Magic(Stream s) { s.ReadExactly(new byte[4]); }", Label = "a helper of a method with the policy")]
    [InlineData("[HeaderOnly] public partial void {|CS8795:M|}(Stream file); void MCore(Stream file) { Field(file); Field(file); } int Field(Stream s) { s.ReadExactly(new byte[4]); return 1; }", Label = "a helper of a partial method with the policy")]
    [InlineData("public void M(Stream file, Action<Stream> use) { Magic(file); use(file); } public static void Magic(Stream s) { s.ReadExactly(new byte[4]); }", Label = "a file that unknown code also gets")]
    [InlineData("public void M(Stream file) { Header(file); }", Label = "a method that only calls a method with the policy")]
    [InlineData("public void M(Stream a, Stream b) { a.ReadExactly(new byte[4]); b.ReadExactly(new byte[4]); }", Label = "two files")]
    [InlineData("public void M(MemoryStream file) { file.ReadExactly(new byte[52]); }", Label = "memory")]
    [InlineData("public long M(Stream file) => file.Length;", Label = "only the length")]
    [InlineData("private int M(BinaryReader file) => file.ReadInt32();", Label = "a private method that reads a number")]
    public Task Other_reads_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("class C { public void M(Stream file) { file.ReadExactly(new byte[52]); } }", Label = "a type without policies")]
    [InlineData("static class C { [HeaderOnly] public static void N(Stream file) { } public static int Field(this Stream file) { file.ReadExactly(new byte[4]); return 1; } }", Label = "an extension method")]
    public Task A_type_without_policies_and_an_extension_are_not_reported(string source) => Check.Reports(source);

    [Fact]
    public Task The_message_gives_the_bound_and_the_next_step() => Check.Reports(
        Class("public void {|#0:M|}(Stream file) { {|#1:file.ReadExactly(new byte[52])|}; }"),
        null,
        new DiagnosticResult("IOP402", DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithMessage(
            "'M' reads at most 52 bytes of 'file' (52 at line 17). Add [HeaderOnly] so that the kernel does not read ahead."));

    [Theory]
    [InlineData("iopolicy.header_max_bytes = 51", "public void M(Stream file) { file.ReadExactly(new byte[52]); }")]
    [InlineData("iopolicy.header_max_bytes = 52", "public void {|IOP402:M|}(Stream file) { file.ReadExactly(new byte[52]); }")]
    [InlineData("iopolicy.header_max_bytes = 100000", "public void {|IOP402:M|}(Stream file) { file.ReadExactly(new byte[70000]); }")]
    public Task The_threshold_is_configured(string config, string member) => Check.Reports(Class(member), config);

    [Theory]
    [InlineData("Stream file", "", "the kernel does not read ahead.")]
    [InlineData("string path", "using var file = File.OpenRead(path);", "the analyzer reports a later change that reads more.")]
    public async Task The_message_says_what_the_attribute_does(string parameter, string open, string effect)
    {
        // The advice against reading ahead needs an open file, and a path has none.
        var reports = await RuleCatalog.RunAsync(Source.Compile(
            $"class C {{ [DropPagesAfterFullRead] void Own(Stream file) => file.CopyTo(Stream.Null); public void M({parameter}) {{ {open} file.ReadExactly(new byte[52]); }} }}"));
        Assert.EndsWith(effect, reports.Single(report => report.Id == "IOP402").GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public Task The_fix_annotates_an_ordinary_method() => Check.Fixes(
        """
        class C
        {
            [DropPagesAfterFullRead]
            static void Own(Stream file) => file.CopyTo(Stream.Null);

            public void {|IOP402:Peek|}(Stream file) => file.ReadExactly(new byte[52]);

            public void {|IOP402:Look|}(string path)
            {
                using var file = File.OpenRead(path);
                file.ReadExactly(new byte[52]);
            }
        }
        """,
        """
        class C
        {
            [DropPagesAfterFullRead]
            static void Own(Stream file) => file.CopyTo(Stream.Null);

            [HeaderOnly]
            public void Peek(Stream file) => file.ReadExactly(new byte[52]);

            [HeaderOnly(File = nameof(path))]
            public void Look(string path)
            {
                using var file = File.OpenRead(path);
                file.ReadExactly(new byte[52]);
            }
        }
        """,
        iterations: 2);

    [Fact]
    public Task The_fix_makes_the_method_partial_if_the_others_are() => Check.Fixes(
        """
        public partial struct C
        {
            [DropPagesAfterFullRead]
            public partial void {|CS8795:Own|}(Stream file);

            private void OwnCore(Stream file) => file.CopyTo(Stream.Null);

            public readonly void {|IOP402:Peek|}(Stream file) => file.ReadExactly(new byte[52]);
        }
        """,
        """
        public partial struct C
        {
            [DropPagesAfterFullRead]
            public partial void {|CS8795:Own|}(Stream file);

            private void OwnCore(Stream file) => file.CopyTo(Stream.Null);

            [HeaderOnly]
            public readonly partial void {|CS8795:Peek|}(Stream file);

            private readonly void PeekCore(Stream file) => file.ReadExactly(new byte[52]);
        }
        """);

    private static string Class(string member) => $$"""
        partial class C
        {
            [HeaderOnly] public static void Header(Stream file) { file.ReadExactly(new byte[4]); }
            {{member}}
        }
        """;
}
