using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.HeaderOnlyReadAnalyzer, IoPolicy.CodeFixes.HeaderOnlyReadCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class HeaderOnlyReadAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] int M(string name) { using var file = File.OpenRead(name + \".bin\"); return file.Read(new byte[52]); }", Label = "one file")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] int M(string a, string b) { using var x = File.OpenRead(a); using var y = File.Open(b, FileMode.Open, FileAccess.Read); return x.ReadByte() + y.Read(new byte[52]); }", Label = "each of two files")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead(Opened = true)|}] int M(Stream other, string name) { using var file = File.OpenRead(name); return file.Read(new byte[52]); }", Label = "the option")]
    public Task A_header_of_each_opened_file_is_reported(string member) => Check.Reports($"class C {{ {member} }}");

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(string name) { using var file = File.OpenRead(name); file.CopyTo(Stream.Null); }", Label = "a payload")]
    [InlineData("[DropPagesAfterFullRead] int M(string a, string b) { using var x = File.OpenRead(a); return x.ReadByte() + File.ReadAllBytes(b).Length; }", Label = "a payload of one of two files")]
    [InlineData("[DropPagesAfterFullRead] Func<int> M(string a) { using var x = File.OpenRead(a); x.ReadByte(); return () => File.OpenRead(a).ReadByte(); }", Label = "a lambda")]
    [InlineData("[DropPagesAfterFullRead] void M(string name, Action<Stream> use) { using var file = File.OpenRead(name); use(file); }", Label = "an unknown use")]
    [InlineData("[DropPagesAfterFullRead] long M(string name) { using var file = File.OpenRead(name); return file.Length; }", Label = "no read")]
    public Task A_payload_of_an_opened_file_is_not_reported(string member) => Check.Reports($"class C {{ {member} }}");

    [Fact]
    public Task The_fix_keeps_the_option_Opened() => Check.Fixes(
        "class C { [{|IOP101:DropPagesAfterFullRead(Opened = true, PreserveCached = true)|}] int M(Stream other, string name) { using var file = File.OpenRead(name); return file.Read(new byte[52]); } }",
        "class C { [HeaderOnly(Opened = true)] int M(Stream other, string name) { using var file = File.OpenRead(name); return file.Read(new byte[52]); } }");

    [Theory]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "a buffer of 52 bytes")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] void M(Stream file) { file.ReadExactly(new byte[52]); file.Write(new byte[65535]); }", Label = "a header with a small write")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] int M(BinaryReader reader) => reader.ReadInt32();", Label = "one number")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] void M(SafeFileHandle file) { Span<byte> header = stackalloc byte[64]; RandomAccess.Read(file, header, 0); }", Label = "a handle")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] async Task M(FileStream file) { var b = new byte[16]; await file.ReadExactlyAsync(b); }", Label = "an asynchronous read")]
    [InlineData("[HeaderOnly(File = nameof(b)), {|IOP101:DropPagesAfterFullRead(File = nameof(a))|}] void M(Stream a, Stream b) { a.ReadByte(); b.ReadByte(); }", Label = "policies for two files")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] void M() { _file.ReadByte(); } FileStream _file = null!;", Label = "a field of the type")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead(File = nameof(a))|}] void M(Stream a, Stream b) { a.ReadByte(); b.WriteByte(1); }", Label = "one of two parameters")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] void M(Stream file) { for (var i = 0; i < 16; i++) { Field(file); } } static void Field(Stream s) { s.ReadExactly(new byte[4]); }", Label = "a loop of 16 fields")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] void M(Stream file) { file.ReadExactly(new byte[65535]); }", Label = "one byte below the threshold")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead(File = nameof(path))|}] void M(string path) { using var file = File.OpenRead(path); file.ReadExactly(new byte[52]); }", Label = "a path")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}] void M(BinaryReader file) { var n = file.ReadInt32(); if (n is < 0 or > 4096) { throw new InvalidDataException(); } file.ReadBytes(n); }", Label = "a checked length")]
    public Task A_header_only_read_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { var b = new byte[4096]; while (file.Read(b) > 0) { } }", Label = "a loop to the end")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[65536]); }", Label = "the threshold")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[65537]); }", Label = "one byte above the threshold")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[52]); file.Write(new byte[65536]); }", Label = "a header with a large write")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.CopyTo(Stream.Null); }", Label = "a copy")]
    [InlineData("[DropPagesAfterFullRead] byte[] M(BinaryReader file) => file.ReadBytes(file.ReadInt32());", Label = "a length from the file")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file, byte[] buffer) { _ = file.Read(buffer); }", Label = "a buffer of the caller")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { }", Label = "no read")]
    [InlineData("[DropPagesAfterFullRead] long M(Stream file) => file.Length;", Label = "only the length")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[52]); Console.WriteLine((object)file); }", Label = "a file that escapes")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); Use(file); } protected virtual void Use(Stream s) { }", Label = "a file that a virtual method gets")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file, Action<Stream> use) { file.ReadByte(); use(file); }", Label = "a file that a delegate gets")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { file.ReadByte(); Task.Run(() => file.CopyTo(Stream.Null)); }", Label = "a file that a background task reads")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { using var z = new GZipStream(file, CompressionMode.Decompress); z.ReadByte(); }", Label = "a compressor")]
    [InlineData("[HeaderOnly] void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "another policy")]
    [InlineData("[HeaderOnly, DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "contradicting policies (IOP003)")]
    [InlineData("[HeaderOnly(File = nameof(file)), DropPagesAfterFullRead(File = nameof(file))] void M(Stream file, Stream other) { file.ReadExactly(new byte[52]); }", Label = "contradicting policies for a named file (IOP003)")]
    [InlineData("[DropPagesAfterFullWrite] void M(Stream file) { file.ReadExactly(new byte[52]); file.Write(new byte[10]); }", Label = "a policy for writes")]
    [InlineData("[DropPagesAfterFullRead] FileStream M(FileStream[] files) { return files[0]; }", Label = "files in an array")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] byte[] M(string path) => File.ReadAllBytes(path);", Label = "a whole file by its path")]
    [InlineData("[DropPagesAfterFullRead] void M(BinaryReader file, int n) { file.ReadBytes(n); }", Label = "a count of the caller")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(a))] void M(Stream a, Stream b) { a.ReadByte(); b.CopyTo(Stream.Null); }", Label = "a payload of another file that may be the same")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(a))] void M(Stream a, Stream b) { var head = new byte[52]; b.ReadExactly(head); a.Write(head); }", Label = "a read of another file only")]
    [InlineData("abstract class Bits : Stream { Stream _inner = null!; [DropPagesAfterFullRead] int M() { var first = _inner.ReadByte(); return first + ReadByte(); } public override int Read(byte[] b, int o, int n) { _inner.CopyTo(Null); return 0; } }", Label = "an override that reads its inner stream")]
    [InlineData("class Marks(Stream s) : BinaryReader(s) { public int Any() { var n = 0; while (ReadByte() != 0) { n++; } return n; } } [DropPagesAfterFullRead] int M(Marks file) => file.ReadByte() + file.Any();", Label = "a reader of the user with a loop")]
    public Task Other_reads_are_not_reported(string member) => Check.Reports(Class(member));

    [Fact]
    public Task The_body_of_a_partial_method_is_analyzed() => Check.Reports(
        """
        partial class C
        {
            [{|IOP101:DropPagesAfterFullRead|}] public partial int Load(FileStream file);
            private int LoadCore(FileStream file) => file.ReadByte();
            public partial int Load(FileStream file) => LoadCore(file);

            [{|IOP101:DropPagesAfterFullRead|}] public partial Task<int> LoadAsync(FileStream file);
            private Task<int> LoadCoreAsync(FileStream file) => Task.FromResult(file.ReadByte());
            public partial Task<int> LoadAsync(FileStream file) => LoadCoreAsync(file);
        }
        """);

    [Fact]
    public Task The_message_gives_the_bound_and_where_it_comes_from() => Check.Reports(
        """
        class C
        {
            [{|#0:DropPagesAfterFullRead|}]
            void Load(BinaryReader reader)
            {
                {|#1:reader.ReadBytes(48)|};
                {|#2:reader.ReadInt32()|};
            }
        }
        """,
        null,
        new DiagnosticResult("IOP101", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithLocation(2).WithMessage(
            "'Load' has [DropPagesAfterFullRead] but reads only 52 bytes of 'reader' (48 at line 19, 4 at line 20). Use [HeaderOnly]."));

    [Theory]
    [InlineData("int Load(Stream file)", "file", "1 byte", "file.ReadByte()", ", or no policy if it reads a part of a payload", Label = "one number")]
    [InlineData("int Load()", "_file", "4096 bytes", "_file.Read(new byte[4096])", ", or no policy if it reads a part of a payload", Label = "a file in a field")]
    [InlineData("int Load(Stream file)", "file", "16 bytes", "file.Read(new byte[16])", "", Label = "more than a number, of a parameter")]
    [InlineData("int Load(Stream file)", "file", "8 bytes", "file.Read(new byte[8])", ", or no policy if it reads a part of a payload", Label = "a number of 8 bytes")]
    [InlineData("int Load(Stream file)", "file", "9 bytes", "file.Read(new byte[9])", "", Label = "one byte more than a number")]
    public Task The_message_offers_no_policy_if_the_read_can_be_a_part_of_a_larger_one(string method, string file, string bytes, string read, string step) => Check.Reports(
        $$"""
        class C(Stream own)
        {
            Stream _file = own;
            [{|#0:DropPagesAfterFullRead|}] {{method}} => {|#1:{{read}}|};
        }
        """.Replace(method.Contains("file", StringComparison.Ordinal) ? "Stream _file = own;" : "\0", "", StringComparison.Ordinal),
        null,
        new DiagnosticResult("IOP101", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithMessage(
            $"'Load' has [DropPagesAfterFullRead] but reads only {bytes} of '{file}' ({bytes.Split(' ')[0]} at line 17). Use [HeaderOnly]{step}."));

    [Fact]
    public Task The_message_counts_iterations_and_names_callees() => Check.Reports(
        """
        class C
        {
            [{|#0:DropPagesAfterFullRead|}]
            void Load(BinaryReader reader)
            {
                Magic();
                foreach (var name in new[] { "a", "b", "c" })
                {
                    {|#2:Field(reader)|};
                }

                for (var i = 0; i < 16; i++) { {|#3:reader.ReadInt16()|}; }
                var skip = () => {|#4:reader.ReadByte()|};
                skip();

                void Magic() => {|#1:reader.ReadBytes(8)|};
            }

            static void Field(BinaryReader reader) { reader.ReadByte(); reader.ReadInt16(); }
        }
        """,
        null,
        new DiagnosticResult("IOP101", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3).WithLocation(4).WithMessage(
            "'Load' has [DropPagesAfterFullRead] but reads only 50 bytes of 'reader' (8 at line 29, 3 × 3 in Field at line 22, 16 × 2 at line 25, 1 at line 26). Use [HeaderOnly]."));

    [Fact]
    public Task The_message_sums_up_the_places_that_it_does_not_list() => Check.Reports(
        """
        class C
        {
            [{|#0:DropPagesAfterFullRead|}]
            void Load(BinaryReader reader)
            {
                {|#1:reader.ReadByte()|};
                {|#2:reader.ReadByte()|};
                {|#3:reader.ReadByte()|};
                {|#4:reader.ReadByte()|};
                {|#5:reader.ReadByte()|};
                {|#6:reader.ReadByte()|};
                {|#7:reader.ReadInt32()|};
                {|#8:reader.ReadInt64()|};
            }
        }
        """,
        null,
        new DiagnosticResult("IOP101", DiagnosticSeverity.Warning)
            .WithLocation(0).WithLocation(1).WithLocation(2).WithLocation(3).WithLocation(4).WithLocation(5).WithLocation(6).WithLocation(7).WithLocation(8)
            .WithMessage(
                "'Load' has [DropPagesAfterFullRead] but reads only 18 bytes of 'reader' (1 at line 19, 1 at line 20, 1 at line 21, 1 at line 22, 1 at line 23, 1 at line 24, and 12 at 2 other places). Use [HeaderOnly]."));

    [Theory]
    [InlineData("iopolicy.header_max_bytes = 51", "[DropPagesAfterFullRead] void M(Stream file) { file.ReadExactly(new byte[52]); }")]
    [InlineData("iopolicy.header_max_bytes = 131072", "[{|IOP101:DropPagesAfterFullRead|}] void M(Stream file) { file.ReadExactly(new byte[100000]); }")]
    [InlineData("iopolicy.header_max_bytes = nonsense", "[{|IOP101:DropPagesAfterFullRead|}] void M(Stream file) { file.ReadExactly(new byte[52]); }")]
    public Task The_threshold_is_configured(string config, string member) => Check.Reports(Class(member), config);

    [Theory]
    [InlineData("[{|IOP101:DropPagesAfterFullRead|}]", "[HeaderOnly]")]
    [InlineData("[{|IOP101:DropPagesAfterFullReadAttribute|}]", "[HeaderOnlyAttribute]")]
    [InlineData("[{|IOP101:IoPolicy.DropPagesAfterFullRead()|}]", "[IoPolicy.HeaderOnly()]")]
    [InlineData("[{|IOP101:global::IoPolicy.DropPagesAfterFullRead(WindowBytes = 0)|}]", "[global::IoPolicy.HeaderOnly]")]
    [InlineData("[{|IOP101:DropPagesAfterFullRead(WindowBytes = 0, File = nameof(file), KeepPagesVariable = \"X\")|}]", "[HeaderOnly(File = nameof(file))]")]
    [InlineData("[Obsolete, {|IOP101:DropPagesAfterFullRead|}]", "[Obsolete, HeaderOnly]")]
    public Task The_fix_changes_the_policy_to_HeaderOnly(string attribute, string withFix) => Check.Fixes(
        Class($"{attribute} void M(Stream file) {{ file.ReadByte(); }}"),
        Class($"{withFix} void M(Stream file) {{ file.ReadByte(); }}"));

    [Fact]
    public Task Fix_all_changes_each_method() => Check.Fixes(
        Class("[{|IOP101:DropPagesAfterFullRead|}] void M(Stream file) { file.ReadByte(); } [{|IOP101:DropPagesAfterFullRead|}] void N(Stream file) { file.ReadByte(); }"),
        Class("[HeaderOnly] void M(Stream file) { file.ReadByte(); } [HeaderOnly] void N(Stream file) { file.ReadByte(); }"),
        iterations: 2);

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
