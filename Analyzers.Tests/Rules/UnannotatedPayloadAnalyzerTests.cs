using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnannotatedPayloadAnalyzer, IoPolicy.CodeFixes.UnannotatedPayloadCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class UnannotatedPayloadAnalyzerTests
{
    [Theory]
    [InlineData("public void Other(FileStream file) => file.DropBehind().CopyTo(Stream.Null);", Label = "a stream that drops behind by hand")]
    [InlineData("public void Other(string path) { using var file = File.OpenRead(path).DropBehind(); file.CopyTo(Stream.Null); }", Label = "an opened file that drops behind by hand")]
    [InlineData("public void Other(FileStream file) { using var own = new DropBehindStream(file); own.CopyTo(Stream.Null); }", Label = "the class DropBehindStream")]
    public Task A_file_that_drops_behind_by_hand_is_not_reported(string member) => Check.Reports($"class C {{ [DropPagesAfterFullRead] public void Load(FileStream file) => file.CopyTo(Stream.Null); {member} }}");

    [Fact]
    public Task A_file_that_the_policy_of_the_type_covers_is_not_reported() => Check.Reports("""
        [DropPagesAfterFullRead]
        class C
        {
            [DropPagesAfterFullRead] public void Load(FileStream file) => file.CopyTo(Stream.Null);
            public byte[] Other(string path) => File.ReadAllBytes(path);
        }
        """);

    [Theory]
    [InlineData("public void {|IOP401:M|}(Stream file) { file.CopyTo(Stream.Null); }", Label = "a copy of the file")]
    [InlineData("public byte[] {|IOP401:M|}(string path) => File.ReadAllBytes(path);", Label = "a whole file by its path")]
    [InlineData("public void {|IOP401:M|}(string to) => File.Copy(\"from\", to);", Label = "a copy between paths")]
    [InlineData("public void {|IOP401:M|}(string path) { using var file = File.OpenRead(path); file.CopyTo(Stream.Null); }", Label = "an opened file")]
    [InlineData("public void {|IOP401:M|}(Stream from, FileStream file) { from.CopyTo(file); }", Label = "a copy to the file")]
    [InlineData("public void {|IOP401:M|}(FileStream file, byte[][] rows) { foreach (var row in rows) { file.Write(row); } }", Label = "rows in a loop")]
    [InlineData("public void {|IOP401:M|}(BinaryWriter file, IEnumerable<string> names) { foreach (var name in names) { Put(file, name); } } static void Put(BinaryWriter w, string s) { w.Write(s); }", Label = "records through a helper")]
    [InlineData("public async Task {|IOP401:M|}(FileStream file) { var b = new byte[4096]; while (await file.ReadAsync(b) > 0) { } }", Label = "an asynchronous loop")]
    [InlineData("public static T {|IOP401:M|}<T>(Stream file, T item) { while (file.ReadByte() >= 0) { } return item; }", Label = "a generic method that reads to the end")]
    [InlineData("private string {|IOP401:M|}(FileStream file) { using var r = new StreamReader(file, leaveOpen: true); return r.ReadToEnd(); } string Use(int id) { using var f = File.OpenRead(\"x\" + id); return M(f); }", Label = "a private method whose callers open the file")]
    [InlineData("readonly BinaryReader _reader = null!; public byte[] {|IOP401:M|}() => _reader.ReadBytes(_reader.ReadInt32());", Label = "an unchecked count from a field's reader")]
    [InlineData("uint _low; public void {|IOP401:M|}(Stream file) { while (_low != 0) { file.WriteByte(1); file.WriteByte(2); _low <<= 8; } }", Label = "several bytes for each iteration of an unknown loop")]
    public Task A_payload_without_a_policy_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("public void M(Stream file) { file.ReadExactly(new byte[52]); }", Label = "a header")]
    [InlineData("public void M(Stream file, byte[] data) { file.Write(data); }", Label = "an unknown number of bytes")]
    [InlineData("public void M(Stream file, Action<Stream> use) { use(file); }", Label = "a delegate that gets the file")]
    [InlineData("[DropPagesAfterFullRead] public void M(Stream file) { file.CopyTo(Stream.Null); }", Label = "a method with a policy")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file); void MCore(Stream file) { Rest(file); } void Rest(Stream file) { Drain(file); } public static void Drain(Stream s) { s.CopyTo(Stream.Null); }", Label = "a helper of a partial method with a policy")]
    [InlineData("[DropPagesAfterFullRead] public void M(Stream file) { Rest(file); } internal void Rest(Stream file) { file.CopyTo(Stream.Null); }", Label = "a helper of a method with a policy")]
    [InlineData("public void M(Stream file) { Own(file); }", Label = "a call of a method with a policy")]
    [InlineData("public void M(string path) { using var file = File.OpenRead(path); Own(file); }", Label = "an opened file for a method with a policy")]
    [InlineData("public void M(Stream file) { Other.Read(file); } static class Other { public static void Read(Stream s) => Own(s); }", Label = "a call two methods below")]
    [InlineData("public void M(FileStream file) { using (file) { file.CopyTo(Stream.Null); } }", Label = "a method that closes the file")]
    [InlineData("public string M(Stream file) { using var r = new StreamReader(file); return r.ReadToEnd(); }", Label = "a reader that closes the file")]
    [InlineData("public void M(Stream a, Stream b) { a.CopyTo(Stream.Null); b.CopyTo(Stream.Null); }", Label = "two files")]
    [InlineData("public IEnumerable<int> M(Stream file) { while (file.ReadByte() is >= 0 and var b) { yield return b; } }", Label = "an iterator")]
    [InlineData("public async void M(Stream file) { await file.CopyToAsync(Stream.Null); }", Label = "async void")]
    [InlineData("class Inner { public void M(Stream file) { file.CopyTo(Stream.Null); } }", Label = "a nested type without policies")]
    [InlineData("private void M(Stream file) { file.CopyTo(Stream.Null); } Action<Stream> Use() => M;", Label = "a method group")]
    [InlineData("public void {|IOP401:Open|}(string path) { using var file = File.OpenRead(path); M(file); } private void M(FileStream file) { file.CopyTo(Stream.Null); }", Label = "a helper whose caller is reported")]
    [InlineData("public void M(MemoryStream file) { file.CopyTo(Stream.Null); }", Label = "a stream in memory")]
    // A TarReader over a seekable stream seeks past the data of each entry.
    [InlineData("public void M(Stream file) { using var tar = new System.Formats.Tar.TarReader(file, leaveOpen: true); while (tar.GetNextEntry() is { } entry) { } }", Label = "an archive reader, whose methods are unknown")]
    [InlineData("public int this[Stream file] { get { file.CopyTo(Stream.Null); return 1; } }", Label = "an indexer")]
    // A loop that writes single bytes may only empty a buffer of bits.
    [InlineData("int _bits, _live; public void M(FileStream file) { Put(file, 8, 66); } void Put(FileStream file, int n, int bits) { while (_live >= 8) { file.WriteByte((byte)(_bits >> 24)); _bits <<= 8; _live -= 8; } _bits |= bits << (32 - _live - n); _live += n; }", Label = "a loop over a count of bits")]
    [InlineData("uint _low; public async Task M(Stream file) { while (_low != 0) { await file.WriteAsync(new[] { (byte)(_low >> 24) }, 0, 1); _low <<= 8; } }", Label = "one byte for each iteration of an unknown loop, async")]
    [InlineData("uint _low; public void M(Stream file) { while (_low != 0) { Put(file); _low <<= 8; } } void Put(Stream file) { file.WriteByte((byte)_low); }", Label = "one byte for each iteration of an unknown loop, in a helper")]
    public Task Other_methods_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("class C { public void M(Stream file) { file.CopyTo(Stream.Null); } }", Label = "no other method")]
    [InlineData("class C { public void M(Stream file) { file.CopyTo(Stream.Null); } [Obsolete] void N() { } }", Label = "another method without a policy")]
    [InlineData("class B { [DropPagesAfterFullRead] public void N(Stream file) { } } class C : B { public void M(Stream file) { file.CopyTo(Stream.Null); } }", Label = "a policy in the base class")]
    [InlineData("class C { [Other.HeaderOnly] public void N(Stream file) { } public void M(Stream file) { file.CopyTo(Stream.Null); } } class Other { public class HeaderOnlyAttribute : Attribute { } }", Label = "an attribute of the user with the same name")]
    [InlineData("partial class C { [HeaderOnly] public void N(Stream file) { } [ReplacesFile(nameof(path))] partial void M(string path, Stream source); void MCore(Stream file, Stream source) => source.CopyTo(file); }", Label = "a replacement")]
    [InlineData("class C : I { [HeaderOnly] public void N(Stream file) { } public void M(Stream file) { file.CopyTo(Stream.Null); } } interface I { [DropPagesAfterFullRead] void M(Stream file); }", Label = "an implementation of a method with a policy")]
    public Task Types_without_policies_and_implementations_are_not_reported(string source) => Check.Reports(source);

    [Fact]
    public Task Each_part_of_a_type_counts() => Check.Reports(
        """
        partial record R
        {
            public void {|IOP401:M|}(Stream file) => file.CopyTo(Stream.Null);
        }

        partial record R
        {
            [HeaderOnly] public int N(Stream file) => file.ReadByte();
        }
        """);

    [Fact]
    public async Task The_message_names_the_class_around_an_extension_block()
    {
        var reports = await RuleCatalog.RunAsync(RuleCatalog.Generate(Source.Compile("""
            static class Copies
            {
                extension(byte[][] parts)
                {
                    [HeaderOnly] public int Own(Stream file) => file.ReadByte();
                    public void Write(Stream to) { foreach (var part in parts) { to.Write(part); } }
                }
            }
            """)));
        Assert.Contains("methods of 'Copies'", Assert.Single(reports, static report => report.Id == "IOP401").GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    [Fact]
    public Task The_message_names_the_attribute_the_method_and_the_next_step() => Check.Reports(
        """
        class C
        {
            [HeaderOnly] static int Own(Stream file) => file.ReadByte();

            public void {|#0:Copy|}(Stream from, Stream to) => {|#1:from.CopyTo(to)|};
        }
        """,
        null,
        new DiagnosticResult("IOP401", DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithLocation(1).WithMessage(
            "'Copy' reads all of 'from' (to the end of the file at line 18) and writes a payload to 'to' (all of another stream at line 18) without a policy, unlike other methods of 'C'. Add [DropPagesAfterFullRead] and [DropPagesAfterFullWrite] if the file is not read again soon."));

    [Fact]
    public Task A_copy_by_path_names_both_files() => Check.Reports(
        Class("public void {|#0:Copy|}(string from, string to) => {|#1:File.Copy(from, to)|};"),
        null,
        new DiagnosticResult("IOP401", DiagnosticSeverity.Info).WithLocation(0).WithLocation(1).WithLocation(1).WithMessage(
            "'Copy' reads all of 'from' (to the end of the file at line 17) and writes a payload to 'to' (all of another stream at line 17) without a policy, unlike other methods of 'C'. Add [DropPagesAfterFullRead] and [DropPagesAfterFullWrite] if the file is not read again soon."));

    [Fact]
    public Task The_fix_annotates_an_ordinary_method() => Check.Fixes(
        """
        class C
        {
            [HeaderOnly]
            static int Own(Stream file) => file.ReadByte();

            // What it does.
            [Obsolete]
            public void {|IOP401:Copy|}(Stream from, Stream to)
            {
                from.CopyTo(to);
            }

            // Loads.
            public byte[] {|IOP401:Load|}(string path) => File.ReadAllBytes(path);

            void Use(int id) { using var file = File.OpenRead("x" + id); Copy(file, file); }
        }
        """,
        """
        class C
        {
            [HeaderOnly]
            static int Own(Stream file) => file.ReadByte();

            // What it does.
            [DropPagesAfterFullRead(File = nameof(from))]
            [DropPagesAfterFullWrite(File = nameof(to))]
            [Obsolete]
            public void Copy(Stream from, Stream to)
            {
                from.CopyTo(to);
            }

            // Loads.
            [DropPagesAfterFullRead(File = nameof(path))]
            public byte[] Load(string path) => File.ReadAllBytes(path);

            void Use(int id) { using var file = File.OpenRead("x" + id); Copy(file, file); }
        }
        """,
        iterations: 2);

    [Fact]
    public Task The_fix_makes_the_method_partial_if_the_others_are() => Check.Fixes(
        """
        partial class C
        {
            [HeaderOnly]
            public partial int {|CS8795:Own|}(Stream file);

            private int OwnCore(Stream file) => file.ReadByte();

            public async Task {|IOP401:LoadAsync|}(Stream file) => await file.CopyToAsync(Stream.Null);
        }
        """,
        """
        partial class C
        {
            [HeaderOnly]
            public partial int {|CS8795:Own|}(Stream file);

            private int OwnCore(Stream file) => file.ReadByte();

            [DropPagesAfterFullRead]
            public partial Task {|CS8795:LoadAsync|}(Stream file);

            private async Task LoadCoreAsync(Stream file) => await file.CopyToAsync(Stream.Null);
        }
        """);

    [Theory]
    [InlineData("Action<Stream> Use() => Load;", "Action<Stream> Use() => {|CS0762:Load|};", Label = "a method group")]
    [InlineData("string Use() => nameof(Load); void Call(dynamic d) => Load(d);", "string Use() => nameof(Load); void Call(dynamic d) => Load(d);", Label = "nameof and a dynamic argument")]
    public Task The_fix_makes_the_method_partial_if_a_use_would_bypass_the_policy(string use, string afterwards) => Check.Fixes(
        $$"""
        class C
        {
            [HeaderOnly]
            static int Own(Stream file) => file.ReadByte();

            public void {|IOP401:Load|}(Stream file) => file.CopyTo(Stream.Null);

            {{use}}
        }
        """,
        $$"""
        partial class C
        {
            [HeaderOnly]
            static int Own(Stream file) => file.ReadByte();

            [DropPagesAfterFullRead]
            public partial void {|CS8795:Load|}(Stream file);

            private void LoadCore(Stream file) => file.CopyTo(Stream.Null);

            {{afterwards}}
        }
        """);

    [Fact]
    public Task The_fix_makes_an_implementation_partial() => Check.Fixes(
        """
        interface ILoader
        {
            void Load(Stream file);
        }

        class C : ILoader
        {
            [HeaderOnly]
            static int Own(Stream file) => file.ReadByte();

            public void {|IOP401:Load|}(Stream file) => file.CopyTo(Stream.Null);
        }
        """,
        """
        interface ILoader
        {
            void Load(Stream file);
        }

        partial class C : ILoader
        {
            [HeaderOnly]
            static int Own(Stream file) => file.ReadByte();

            [DropPagesAfterFullRead]
            public partial void {|CS8795:Load|}(Stream file);

            private void LoadCore(Stream file) => file.CopyTo(Stream.Null);
        }
        """);

    private static string Class(string member) => $$"""
        partial class C
        {
            [DropPagesAfterFullRead] public static void Own(Stream file) { file.CopyTo(Stream.Null); }
            {{member}}
        }
        """;
}
