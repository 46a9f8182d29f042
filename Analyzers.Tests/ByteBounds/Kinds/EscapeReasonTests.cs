namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>The reasons in the explanation of an unknown bound: what the code did with the file.</summary>
public sealed class EscapeReasonTests
{
    [Theory]
    [InlineData("is passed to Other at line 1", "void M(Stream file) { Other(file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Other(Stream s);", Label = "a method without known code")]
    [InlineData("is passed to Other at line 1", "void M(Stream file) { Other(1, file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Other(int n, Stream s);", Label = "the second argument of a method without known code")]
    [InlineData("is passed to an indexer at line 1", "void M(Stream file, Dictionary<Stream, int> d) { d[file] = 1; }", Label = "an index of an assignment")]
    [InlineData("is passed to this[] at line 1", "void M(Stream file, Dictionary<Stream, int> d) { _ = d[file]; }", Label = "an index")]
    [InlineData("is passed to the property Kept at line 1", "Stream Kept { get; set; } = null!; void M(Stream file) { Kept = file; }", Label = "a property")]
    [InlineData("is stored where it cannot be followed at line 1", "class C { public Stream? S; } void M(Stream file, C c) { c.S = file; }", Label = "a field of another object")]
    [InlineData("is stored where it cannot be followed at line 1", "void M(Stream file, Stream[] all) { all[0] = file; }", Label = "an element of an array")]
    [InlineData("is put into an array at line 1", "void M(Stream file) { _ = new[] { file }; }", Label = "an array")]
    [InlineData("is put into a collection at line 1", "void M(Stream file) { List<Stream> all = [file]; }", Label = "a collection")]
    [InlineData("is used in a way that cannot be followed at line 1", "object M(Stream file) => (1, file);", Label = "a tuple")]
    [InlineData("is aliased by a ref variable at line 1", "void M(Stream file, Stream other) { ref var r = ref other; r = ref file; }", Label = "a ref variable")]
    [InlineData("is stored in a variable that a lambda or a reference shares at line 1", "void M(Stream file) { Stream s = Stream.Null; Keep(() => s = Stream.Null); s = file; } static Action? s_kept; static void Keep(Action a) => s_kept = a;", Label = "a variable that a lambda assigns")]
    [InlineData("is deconstructed at line 1", "void M(Stream file) { var (a, b) = file; } } static class E { public static void Deconstruct(this Stream s, out int a, out int b) { s.CopyTo(Stream.Null); a = b = 0; }", Label = "a deconstruction")]
    [InlineData("is matched by a pattern that cannot be followed at line 1", "void M(Stream file) { if (file is (1, var b)) { } } } static class E { public static void Deconstruct(this Stream s, out int a, out int b) { s.CopyTo(Stream.Null); a = b = 0; }", Label = "a positional pattern")]
    [InlineData("is converted by user code at line 1", "class W { public static implicit operator W(FileStream s) => new(); } void M(FileStream file) { W w = file; }", Label = "a conversion")]
    [InlineData("is kept by Keep at line 1", "class K { Stream? _s; public void Keep(Stream s) => _s = s; } void M(Stream file, K k) { k.Keep(file); }", Label = "an object that keeps the file")]
    [InlineData("is used by a lambda or local function at line 1", "Func<int> M(Stream file) => () => file.ReadByte();", Label = "a lambda that the method returns")]
    [InlineData("is used by the local function Next at line 1", "void M(Stream file) { Next(); void Next() { if (file.ReadByte() > 0) { Next(); } } }", Label = "a recursive local function")]
    [InlineData("is used by CreateFromFile in an unknown way at line 1", "void M(FileStream file) { using var map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(file, null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read, HandleInheritability.None, true); }", Label = "a mapped file")]
    [InlineData("in Read, as it declares at line 1", "void M(Stream file) { Read(file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Read([ReadsToEnd] Stream s);", Label = "a declared bound")]
    public void A_file_of_a_parameter(string expected, string code) => Assert.Equal(expected, IoPolicy.Analyzers.ByteBounds.Explanation.Of(Bounds.Of(code).Read).Text);

    [Theory]
    [InlineData("may be used by Other at line 1", "Stream _file = null!; void M() { _file.ReadByte(); Other(this); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Other(object o);", Label = "a method without known code that gets this")]
    [InlineData("may be used by Other at line 1", "Stream _file = null!; void M() { _file.ReadByte(); _ = new Other(this); } class Other(Sample s) { public Sample S => s; }", Label = "a constructor that gets this")]
    [InlineData("may be used by Other at line 1", "Stream _file = null!; void M() { _file.ReadByte(); Other(); } protected virtual void Other() { }", Label = "a virtual method of this")]
    [InlineData("may be used by the property Other at line 1", "Stream _file = null!; void M() { _file.ReadByte(); _ = Other; } protected virtual int Other => 1;", Label = "a virtual property of this")]
    [InlineData("may be used by the property Other at line 1", "Stream _file = null!; void M() { _file.ReadByte(); Other = 1; } protected virtual int Other { set { } }", Label = "a virtual setter of this")]
    [InlineData("is used by a lambda or local function at line 1", "Stream _file = null!; void M() { _file.ReadByte(); Keep(() => Next()); } void Next() => _file.ReadByte(); static Action? s_kept; static void Keep(Action a) => s_kept = a;", Label = "a lambda that uses this")]
    [InlineData("is used by a lambda or local function at line 1", "Stream _file = null!; void M() { _file.ReadByte(); Keep(() => _file.ReadByte()); } static Action? s_kept; static void Keep(Action a) => s_kept = a;", Label = "a lambda that uses the field")]
    [InlineData("is used by a lambda or local function at line 1", "static Stream _file { get; } = null!; void M() { _file.ReadByte(); Keep(() => _file.ReadByte()); } static Action? s_kept; static void Keep(Action a) => s_kept = a;", Label = "a lambda that uses a static property")]
    [InlineData("1 at line 1", "static Stream _file { get; } = null!; void M() { _file.ReadByte(); Keep(() => Console.WriteLine()); } static Action? s_kept; static void Keep(Action a) => s_kept = a;", Label = "a lambda that uses no file")]
    [InlineData("1 at line 1", "Stream _file = null!; void M() { _file.ReadByte(); Other(1); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Other(object o);", Label = "a static method without known code that does not get this")]
    public void A_file_of_a_field(string expected, string code) => Assert.Equal(expected, IoPolicy.Analyzers.ByteBounds.Explanation.Of(Bounds.Of(code, "_file").Read).Text);
}
