namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Members beside a file. An object in such a member may use the file, if it got the file before.</summary>
public sealed class FileHolderTests
{
    [Theory]
    [InlineData("4", "Stream _file; List<int> _seen = new(); Sample(Stream f) { _file = f; } void M() { _file.ReadExactly(new byte[4]); _seen.Add(1); }", Label = "a list of numbers")]
    [InlineData("4", "Stream _file; ILog _log; Sample(Stream f, ILog log) { _file = f; _log = log; } void M() { _file.ReadExactly(new byte[4]); _log.Write(\"x\"); } interface ILog { void Write(string s); }", Label = "an interface that never gets the file")]
    [InlineData("4", "Stream _file; readonly Dictionary<string, long> _index = new(); Sample(Stream f) { _file = f; _index[\"x\"] = f.Length; } void M() { _file.ReadExactly(new byte[4]); _index.Clear(); }", Label = "a dictionary that gets the length")]
    [InlineData("4", "Stream _file; string _name; Sample(FileStream f) { _file = f; _name = f.Name; } void M() { _file.ReadExactly(new byte[4]); _name.Trim(); }", Label = "a string that gets the name")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code, "_file"));

    [Theory]
    [InlineData("unknown", "Stream _file; IDec _dec; Sample(Stream f) { _file = f; _dec = new Dec(f); } void M() { _file.ReadExactly(new byte[4]); _dec.Decode(); } interface IDec { void Decode(); } class Dec(Stream s) : IDec { public void Decode() => s.CopyTo(Stream.Null); }", Label = "an interface")]
    [InlineData("unknown", "Stream _file; Abs _dec; Sample(Stream f) { _file = f; _dec = new Dec(f); } void M() { _file.ReadExactly(new byte[4]); _dec.Decode(); } abstract class Abs { public abstract void Decode(); } class Dec(Stream s) : Abs { public override void Decode() => s.CopyTo(Stream.Null); }", Label = "an abstract class")]
    [InlineData("unknown", "Stream _file; Dec _dec; Sample(Stream f) { _file = f; _dec = new Dec(f); } void M() { _file.ReadExactly(new byte[4]); _dec.Decode(); } sealed class Dec(Stream s) { public void Decode() => s.CopyTo(Stream.Null); }", Label = "a sealed class")]
    [InlineData("unknown", "Stream _file; Lazy<string> _all; Sample(Stream f) { _file = f; _all = new Lazy<string>(() => new StreamReader(f).ReadToEnd()); } void M() { _file.ReadExactly(new byte[4]); Console.WriteLine(_all.Value); }", Label = "a Lazy")]
    [InlineData("unknown", "Stream _file; IEnumerable<int> _seq; Sample(Stream f) { _file = f; _seq = Seq(f); } static IEnumerable<int> Seq(Stream s) { yield return s.ReadByte(); } void M() { _file.ReadExactly(new byte[4]); foreach (var i in _seq) { } }", Label = "an iterator")]
    [InlineData("unknown", "Stream _file; ZipArchive _zip; Sample(Stream f) { _file = f; _zip = new ZipArchive(f); } void M() { _file.ReadExactly(new byte[4]); _zip.GetEntry(\"x\"); }", Label = "a ZipArchive")]
    [InlineData("unknown", "Stream _file; System.Xml.XmlReader _xml; Sample(Stream f) { _file = f; _xml = System.Xml.XmlReader.Create(f); } void M() { _file.ReadExactly(new byte[4]); _xml.Read(); }", Label = "an XmlReader")]
    [InlineData("unknown", "Stream _file; Action _more; Sample(Stream f) { _file = f; _more = () => f.ReadByte(); } void M() { _file.ReadExactly(new byte[4]); _more(); }", Label = "a lambda")]
    [InlineData("unknown", "Stream _file; event Action? More; Sample(Stream f) { _file = f; More += () => f.ReadByte(); } void M() { _file.ReadExactly(new byte[4]); More?.Invoke(); }", Label = "an event")]
    [InlineData("unknown", "Stream _file; List<object> _all = new(); Sample(Stream f) { _file = f; _all.Add(new Dec(f)); } void M() { _file.ReadExactly(new byte[4]); foreach (var d in _all) { d.ToString(); } } sealed class Dec(Stream s) { public override string ToString() => s.ReadByte().ToString(); }", Label = "a list of objects")]
    [InlineData("unknown", "Stream _file; IDec _dec; Sample(Stream f) { _file = f; var dec = new Dec(f); _dec = dec; } void M() { _file.ReadExactly(new byte[4]); var d = _dec; d.Decode(); } interface IDec { void Decode(); } class Dec(Stream s) : IDec { public void Decode() => s.CopyTo(Stream.Null); }", Label = "a local in the constructor")]
    [InlineData("unknown", "Stream _file; IDec _dec; Sample(Stream f) { _file = f; _dec = Make(_file); } static IDec Make(Stream s) => new Dec(s); void M() { _file.ReadExactly(new byte[4]); Use(_dec); } static void Use(IDec d) => d.Decode(); interface IDec { void Decode(); } class Dec(Stream s) : IDec { public void Decode() => s.CopyTo(Stream.Null); }", Label = "a factory, and a helper that gets the holder")]
    [InlineData("unknown", "Stream _file; IDec Dec { get; } Sample(Stream f) { _file = f; Dec = new D(f); } void M() { _file.ReadExactly(new byte[4]); Dec.Decode(); } interface IDec { void Decode(); } class D(Stream s) : IDec { public void Decode() => s.CopyTo(Stream.Null); }", Label = "a property")]
    [InlineData("unknown", "Stream _file; IDec[] _decs; Sample(Stream f) { _file = f; _decs = [new D(f)]; } void M() { _file.ReadExactly(new byte[4]); _decs[0].Decode(); } interface IDec { void Decode(); } class D(Stream s) : IDec { public void Decode() => s.CopyTo(Stream.Null); }", Label = "an array")]
    [InlineData("unknown", "Stream _file; IDec _dec; Sample(Stream f) { _file = f; _dec = new D(this); } void M() { _file.ReadExactly(new byte[4]); _dec.Decode(); } interface IDec { void Decode(); } class D(Sample s) : IDec { public void Decode() => s._file.CopyTo(Stream.Null); }", Label = "the object that holds the file")]
    [InlineData("unknown", "Stream _file; IDec? _dec; Sample(Stream f) { _file = f; } void Init() { _dec = new D(_file); } void M() { _file.ReadExactly(new byte[4]); _dec?.Decode(); } interface IDec { void Decode(); } class D(Stream s) : IDec { public void Decode() => s.CopyTo(Stream.Null); }", Label = "a field that another method sets")]
    [InlineData("unknown", "Stream _file; IDec _dec; Sample(Stream f) { (_file, _dec) = (f, new D(f)); } void M() { _file.ReadExactly(new byte[4]); _dec.Decode(); } interface IDec { void Decode(); } class D(Stream s) : IDec { public void Decode() => s.CopyTo(Stream.Null); }", Label = "a deconstruction")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code, "_file"));

    [Fact]
    public void An_object_that_got_the_file_may_write() => Assert.Equal("unknown", Bounds.Written(
        "Stream _file; IApp _writer; Sample(Stream f) { _file = f; _writer = new App(f); } void M() { _file.ReadExactly(new byte[8]); _file.Seek(0, SeekOrigin.End); _writer.Append(1); } interface IApp { void Append(int n); } class App(Stream s) : IApp { public void Append(int n) => s.WriteByte(1); }",
        "_file"));
}
