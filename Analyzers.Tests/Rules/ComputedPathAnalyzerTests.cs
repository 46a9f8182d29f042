using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ComputedPathAnalyzer, IoPolicy.CodeFixes.ComputedPathCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class ComputedPathAnalyzerTests
{
    private const string Reported = "[DropPagesAfterFullRead({|IOP107:File = nameof(name)|})] void M(string name) ";

    [Theory]
    [InlineData("Path.Combine", "=> File.ReadAllBytes(Path.Combine(\"sessions\", name));")]
    [InlineData("Path.Combine with the name first", "=> File.ReadAllBytes(Path.Combine(name, \"session.bin\"));")]
    [InlineData("Path.Combine with five parts", "=> File.ReadAllBytes(Path.Combine(\"a\", \"b\", \"c\", \"d\", name));")]
    [InlineData("Path.Join", "=> File.ReadAllBytes(Path.Join(\"sessions\", name));")]
    [InlineData("Path.ChangeExtension", "=> File.ReadAllBytes(Path.ChangeExtension(name, \".bin\"));")]
    [InlineData("Path.GetFileName", "=> File.ReadAllBytes(Path.GetFileName(name));")]
    [InlineData("Path.GetFullPath with a base", "=> File.ReadAllBytes(Path.GetFullPath(name, \"/sessions\"));")]
    [InlineData("concatenation", "=> File.ReadAllBytes(name + \".bin\");")]
    [InlineData("concatenation in front", "=> File.ReadAllBytes(\"sessions/\" + name);")]
    [InlineData("interpolation", "=> File.ReadAllBytes($\"sessions/{name}.bin\");")]
    [InlineData("string.Format", "=> File.ReadAllBytes(string.Format(\"{0}.bin\", name));")]
    [InlineData("string.Concat", "=> File.ReadAllBytes(string.Concat(\"sessions/\", name));")]
    [InlineData("Replace", "=> File.ReadAllBytes(name.Replace('.', '_'));")]
    [InlineData("a computation of a computation", "=> File.ReadAllBytes(Path.GetFullPath(Path.Combine(\"a\", name + \".bin\")));")]
    [InlineData("a local", "{ var path = Path.Combine(\"sessions\", name); using var file = File.OpenRead(path); file.CopyTo(Stream.Null); }")]
    [InlineData("a local assigned later", "{ string path; path = name + \".bin\"; File.ReadAllBytes(path); }")]
    [InlineData("two locals", "{ var part = name + \".bin\"; var path = Path.Combine(\"a\", part); File.ReadAllBytes(path); }")]
    [InlineData("the parameter itself is assigned", "{ name = Path.Combine(\"sessions\", name); File.ReadAllBytes(name); }")]
    [InlineData("the parameter itself is extended", "{ name += \".bin\"; File.ReadAllBytes(name); }")]
    [InlineData("a constructor of a stream", "{ using var file = new FileStream(Path.Combine(\"a\", name), FileMode.Open); file.CopyTo(Stream.Null); }")]
    [InlineData("a FileInfo", "{ using var file = new FileInfo(Path.Combine(\"a\", name)).OpenRead(); file.CopyTo(Stream.Null); }")]
    [InlineData("a check first", "{ ArgumentException.ThrowIfNullOrEmpty(name); if (name.Length > 9 || name.Contains('/') || Path.IsPathRooted(name) || name == \"x\") return; Console.WriteLine(name); File.ReadAllBytes(\"a/\" + name); }")]
    [InlineData("an exception with the name", "{ if (name.Length == 0) throw new ArgumentException(\"empty\", nameof(name)); if (name is null) throw new InvalidOperationException(name); File.ReadAllBytes(\"a/\" + name); }")]
    [InlineData("in a lambda", "{ Func<byte[]> read = () => File.ReadAllBytes(\"a/\" + name); read(); }")]
    [InlineData("a directory", "{ Directory.CreateDirectory(name); File.WriteAllBytes(Path.Combine(name, \"a.bin\"), new byte[9]); }")]
    [InlineData("the full path of a computed path", "=> File.ReadAllBytes(Path.GetFullPath(\"sessions/\" + name));")]
    [InlineData("a null check in place", "=> File.ReadAllBytes(\"a/\" + (name ?? throw new ArgumentNullException()));")]
    [InlineData("string.Concat of a collection", "=> File.ReadAllBytes(string.Concat([\"a/\", name]));")]
    [InlineData("string.Join", "=> File.ReadAllBytes(string.Join(\"/\", \"a\", \"b\", \"c\", \"d\", name));")]
    [InlineData("ToString", "=> File.ReadAllBytes(\"a/\" + name.ToString());")]
    [InlineData("Insert", "=> File.ReadAllBytes(name.Insert(0, \"a/\"));")]
    [InlineData("Substring", "=> File.ReadAllBytes(name.Substring(1));")]
    [InlineData("Remove", "=> File.ReadAllBytes(name.Remove(3));")]
    [InlineData("PadLeft", "=> File.ReadAllBytes(name.PadLeft(5));")]
    [InlineData("PadRight", "=> File.ReadAllBytes(name.PadRight(5));")]
    [InlineData("in another directory", "=> File.ReadAllBytes(Path.Combine(\"..\", name));")]
    [InlineData("three parts from the working directory", "=> File.ReadAllBytes(Path.Combine(\".\", \"a\", name));")]
    [InlineData("debug output first", "{ System.Diagnostics.Debug.WriteLine(name); System.Diagnostics.Trace.WriteLine(name); File.ReadAllBytes(\"a/\" + name); }")]
    [InlineData("tests of the text first", "{ if (name is \"x\" || name != \"y\" || name.IndexOf('a') > 0 || string.IsNullOrEmpty(name) || \"abc\".Contains(name) || Path.HasExtension(name)) return; File.ReadAllBytes(\"a/\" + name); }")]
    [InlineData("a local of a computed local", "{ var part = name + \".bin\"; var path = part; File.ReadAllBytes(path); }")]
    [InlineData("a check before the parameter is assigned", "{ if (name.Length == 0) return; name = Path.Combine(\"a\", name); File.ReadAllBytes(name); }")]
    public Task A_computed_path_is_reported(string label, string code)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(Reported + code));
    }

    [Theory]
    [InlineData("the path itself", "=> File.ReadAllBytes(name);")]
    [InlineData("the full path", "=> File.ReadAllBytes(Path.GetFullPath(name));")]
    [InlineData("the full path in a local", "{ var path = Path.GetFullPath(name); File.ReadAllBytes(path); }")]
    [InlineData("in the working directory", "=> File.ReadAllBytes(Path.Combine(Directory.GetCurrentDirectory(), name));")]
    [InlineData("in the working directory by Environment", "=> File.ReadAllBytes(Path.Join(Environment.CurrentDirectory, name));")]
    [InlineData("an interpolation of nothing but the path", "=> File.ReadAllBytes($\"{name}\");")]
    [InlineData("the path itself and a computed path", "{ File.ReadAllBytes(name); File.ReadAllBytes(name + \".index\"); }")]
    [InlineData("a temporary file that is moved to the path", "{ File.WriteAllBytes(name + \".tmp\", new byte[9]); File.Move(name + \".tmp\", name, overwrite: true); }")]
    [InlineData("File.Exists of the path", "{ if (File.Exists(name)) File.ReadAllBytes(name + \".index\"); }")]
    [InlineData("a method of the user gets it", "{ Native(name); File.ReadAllBytes(name + \".index\"); } static void Native(string path) { }")]
    [InlineData("an archive at the path itself", "{ System.IO.Compression.ZipFile.OpenRead(name); File.ReadAllBytes(name + \".index\"); }")]
    [InlineData("a field gets it", "{ _last = name; File.ReadAllBytes(name + \".index\"); } string _last = \"\";")]
    [InlineData("a method of the user gets the computed path", "=> Native(Path.Combine(\"a\", name)); static void Native(string path) { }")]
    [InlineData("one of two paths", "{ var path = name.Length > 3 ? name : name + \".bin\"; File.ReadAllBytes(path); }")]
    [InlineData("a local with two values", "{ var path = name; if (path.Length > 3) path = path + \".bin\"; File.ReadAllBytes(path); }")]
    [InlineData("assigned in a branch", "{ if (name.Length > 3) name = name + \".bin\"; File.ReadAllBytes(name); }")]
    [InlineData("assigned an unrelated path", "{ name = \"other\"; File.ReadAllBytes(name); }")]
    [InlineData("assigned the full path", "{ name = Path.GetFullPath(name); File.ReadAllBytes(name); }")]
    [InlineData("a default", "{ name ??= \"default\"; File.ReadAllBytes(name); }")]
    [InlineData("an unrelated file only", "{ Console.WriteLine(name); File.ReadAllBytes(\"other\"); }")]
    [InlineData("trimmed, which may be the same", "=> File.ReadAllBytes(name.Trim());")]
    [InlineData("a tuple", "{ var pair = (name, 1); File.ReadAllBytes(\"a/\" + name); File.ReadAllBytes(pair.name); }")]
    [InlineData("returned by a function", "{ string Get() => name; File.ReadAllBytes(\"a/\" + name); File.ReadAllBytes(Get()); }")]
    [InlineData("the path without a separator at the end", "=> File.ReadAllBytes(Path.TrimEndingDirectorySeparator(name));")]
    [InlineData("combined with the current directory", "{ if (name.Length > 3) File.ReadAllBytes(Path.Combine(\".\", name)); else File.ReadAllBytes(Path.Combine(\"\", name)); }")]
    [InlineData("the path after a null check", "=> File.ReadAllBytes(name ?? throw new ArgumentNullException());")]
    [InlineData("the path by ToString", "=> File.ReadAllBytes(name.ToString());")]
    [InlineData("the parts of the path", "{ File.ReadAllBytes(name.Split('/')[0]); File.ReadAllBytes(\"a/\" + name); }")]
    [InlineData("Path.Exists of the path", "{ if (Path.Exists(name)) File.ReadAllBytes(name + \".index\"); }")]
    [InlineData("opened before it is assigned", "{ File.ReadAllBytes(name); name = Path.Combine(\"a\", name); File.ReadAllBytes(name); }")]
    [InlineData("a computed local passed by ref", "{ var path = name + \".x\"; Next(ref path); File.ReadAllBytes(path); } static void Next(ref string path) => path = \"other\";")]
    [InlineData("a computed local set by a tuple", "{ var path = name + \".x\"; (path, _) = (\"other\", 1); File.ReadAllBytes(path); }")]
    [InlineData("a local with an initial value and a computed value", "{ var path = \"other\"; if (name.Length > 3) path = name + \".x\"; File.ReadAllBytes(path); }")]
    public Task A_path_that_may_be_the_file_is_not_reported(string label, string code)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class("[DropPagesAfterFullRead(File = nameof(name))] void M(string name) " + code));
    }

    [Theory]
    [InlineData("no File", "[DropPagesAfterFullRead] void M(string name) => File.ReadAllBytes(\"a/\" + name);")]
    [InlineData("Recurse", "[DropPagesAfterFullWrite(File = nameof(name), Recurse = true)] void M(string name) => File.WriteAllBytes(Path.Combine(name, \"a\"), new byte[9]);")]
    [InlineData("a FileInfo", "[DropPagesAfterFullRead(File = nameof(name))] void M(FileInfo name) => File.ReadAllBytes(name.FullName + \".index\");")]
    public Task A_policy_without_File_or_for_more_than_one_path_is_not_reported(string label, string member)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(member));
    }

    [Fact]
    public Task A_partial_method_is_reported() => Check.Reports(Class(
        "[DropPagesAfterFullRead({|IOP107:File = nameof(name)|})] partial void M(string name); void MCore(string name) => File.ReadAllBytes(\"a/\" + name);"));

    [Theory]
    [InlineData("a document", "=> System.Xml.Linq.XDocument.Load(Path.Combine(\"a\", name));")]
    [InlineData("a reader of XML", "{ using var xml = System.Xml.XmlReader.Create(name + \".xml\"); }")]
    [InlineData("an archive", "=> System.IO.Compression.ZipFile.ExtractToDirectory(name + \".zip\", \"out\");")]
    [InlineData("a constructor", "{ using var xml = new System.Xml.XmlTextReader(name + \".xml\"); }")]
    public Task A_computed_path_of_a_document_or_archive_is_reported(string label, string code)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(Reported + code));
    }

    [Theory]
    [InlineData("a field", "string _name = \"\";", "=> File.ReadAllBytes(Path.Combine(\"a\", _name));")]
    [InlineData("a static field", "static string _name = \"\";", "=> File.ReadAllBytes(\"a/\" + _name);")]
    [InlineData("a property", "string _name { get; set; } = \"\";", "{ var path = _name + \".bin\"; File.ReadAllBytes(path); }")]
    [InlineData("a field by this", "string _name = \"\";", "=> File.ReadAllBytes(Path.ChangeExtension(this._name, \".bin\"));")]
    [InlineData("a check first", "string _name = \"\";", "{ if (_name.Length == 0) throw new InvalidOperationException(); File.ReadAllBytes(\"a/\" + _name); }")]
    public Task A_path_computed_from_a_member_is_reported(string label, string member, string code)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(member + " [DropPagesAfterFullRead({|IOP107:File = nameof(_name)|})] void M() " + code));
    }

    [Theory]
    [InlineData("the path itself", "string _name = \"\";", "=> File.ReadAllBytes(_name);")]
    [InlineData("the path itself and a computed path", "string _name = \"\";", "{ File.ReadAllBytes(_name); File.ReadAllBytes(_name + \".index\"); }")]
    [InlineData("assigned", "string _name = \"\";", "{ _name = \"a/\" + _name; File.ReadAllBytes(_name); }")]
    [InlineData("another member may open it", "string _name = \"\"; void Other() => File.ReadAllBytes(_name);", "{ File.ReadAllBytes(\"a/\" + _name); Other(); }")]
    [InlineData("the object leaves the method", "string _name = \"\"; static void Other(C c) => File.ReadAllBytes(c._name);", "{ File.ReadAllBytes(\"a/\" + _name); Other(this); }")]
    [InlineData("a property with code", "string _name = \"\"; byte[] Bytes => File.ReadAllBytes(_name);", "{ File.ReadAllBytes(\"a/\" + _name); _ = Bytes; }")]
    [InlineData("a lambda", "string _name = \"\";", "{ Func<byte[]> read = () => File.ReadAllBytes(_name); File.ReadAllBytes(\"a/\" + _name); read(); }")]
    [InlineData("the object is kept", "string _name = \"\"; static C? s_last;", "{ File.ReadAllBytes(\"a/\" + _name); s_last = this; }")]
    [InlineData("a local function", "string _name = \"\";", "{ File.ReadAllBytes(\"a/\" + _name); Read(); byte[] Read() => File.ReadAllBytes(_name); }")]
    public Task A_member_that_may_be_the_file_is_not_reported(string label, string member, string code)
    {
        Assert.NotEmpty(label);
        return Check.Reports(Class(member + " [DropPagesAfterFullRead(File = nameof(_name))] void M() " + code));
    }

    [Theory]
    [InlineData("File is removed", "[DropPagesAfterFullRead({|IOP107:File = nameof(name)|})]", "[DropPagesAfterFullRead]", "string name")]
    [InlineData("other options stay", "[DropPagesAfterFullRead({|IOP107:File = nameof(name)|}, KeepPagesVariable = \"KEEP\")]", "[DropPagesAfterFullRead(KeepPagesVariable = \"KEEP\")]", "string name")]
    [InlineData("another candidate needs Opened", "[DropPagesAfterFullRead({|IOP107:File = nameof(name)|})]", "[DropPagesAfterFullRead(Opened = true)]", "string name, Stream to")]
    public Task The_fix_covers_the_opened_files(string label, string before, string after, string parameters)
    {
        Assert.NotEmpty(label);
        return Check.Fixes(Source(before), Source(after));

        string Source(string attribute) => Class($"{attribute}\n    void M({parameters}) => File.ReadAllBytes(\"a/\" + name);");
    }

    [Fact]
    public Task A_condition_has_no_fix() => Check.Reports(Class(
        "[DropPagesAfterFullRead({|IOP107:File = nameof(name)|}, When = nameof(on))] void M(string name, bool on) => File.ReadAllBytes(\"a/\" + name);"));

    private static string Class(string members) => "partial class C\n{\n    " + members + "\n}\n";
}
