namespace Analyzers.Tests.Saves;

/// <summary>
/// Saves in constructors, properties and helpers, with paths in fields and other objects. IOP501: no flush to disk before the rename.
/// IOP503: the old file is deleted before the new one is in place. IOP506: published although a write may have failed. IOP513: the
/// directory is not flushed.
/// </summary>
internal static class SavesByMember
{
    /// <summary>A label, and the members of a class with the marked findings.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "a constructor", "public Store(string a) : this(a, a + \".t\", a) { File.WriteAllText(a + \".t\", a); {|IOP501:File.Move(a + \".t\", a, true)|}; }" },
        { "the setter of a property", "int Count { set { File.WriteAllText(tmp, \"\"); {|IOP501:File.Move(tmp, path, true)|}; } }" },
        { "a property with an expression", "bool Saved => Run(() => { File.WriteAllText(tmp, \"\"); {|IOP501:File.Move(tmp, path, true)|}; }); static bool Run(Action a) { a(); return true; }" },
        { "an indexer with an expression", "bool this[int i] => Run(() => { File.WriteAllText(tmp, \"\"); {|IOP501:File.Move(tmp, path, true)|}; }); static bool Run(Action a) { a(); return true; }" },
        { "an operator", "public static Store operator +(Store s, string a) { File.WriteAllText(a + \".t\", a); {|IOP501:File.Move(a + \".t\", a, true)|}; return s; }" },
        { "an accessor of an event", "event Action Done { add { File.WriteAllText(tmp, \"\"); {|IOP501:File.Move(tmp, path, true)|}; } remove { } }" },
        { "the paths of another object", "void Save(Store o, string s) { File.WriteAllText(o._tmp, s); {|IOP501:File.Move(o._tmp, o._path, true)|}; }" },
        { "a path of this object and a path of another object", "void Save(Store o, string s) { File.WriteAllText(_tmp, s); File.Move(o._tmp, _path, true); }" },
        { "a field that gets a computed path", "string _t = \"\"; void Save(string s) { _t = path + \".1\"; File.WriteAllText(_t, s); {|IOP501:File.Move(path + \".1\", path, true)|}; }" },
        { "a path of five parts", "void Save(string s) { File.WriteAllText(Path.Combine(dir, \"a\", \"b\", \"c\", \"t\"), s); {|IOP501:File.Move(Path.Combine(dir, \"a\", \"b\", \"c\", \"t\"), Path.Combine(dir, \"a\", \"b\", \"c\", \"d\"), true)|}; }" },
        { "a path that is extended after the write", "void Save(string s) { var t = tmp; File.WriteAllText(t, s); t += \".2\"; File.Move(t, path, true); }" },
        { "a path that a method replaces", "static void Next(ref string t) => t += \"1\"; void Save(string s) { var t = tmp; File.WriteAllText(t, s); Next(ref t); File.Move(t, path, true); }" },
        { "paths that a tuple replaces", "void Save(string s) { string t = tmp, u = tmp; File.WriteAllText(tmp, s); (u, t) = (path, dir); File.Move(t, path, true); File.Move(u, path, true); }" },
        { "a directory that is replaced", "void Save(string s) { var d = new DirectoryInfo(dir); File.WriteAllText(Path.Combine(d.FullName, \"t\"), s); d = new DirectoryInfo(path); File.Move(Path.Combine(d.FullName, \"t\"), path, true); }" },
        { "a file of the same directory object", "void Save(string s) { var d = new DirectoryInfo(dir); File.WriteAllText(Path.Combine(d.FullName, \"t\"), s); {|IOP501:File.Move(Path.Combine(d.FullName, \"t\"), path, true)|}; }" },
        { "a file of each turn", "void Save(string[] names, string s) { foreach (var t in names) { File.WriteAllText(t, s); {|IOP501:File.Move(t, t + \".txt\", true)|}; } }" },
        { "the name of the stream", "void Save() { var f = File.Create(tmp); f.Write(data); f.Dispose(); {|IOP501:File.Move(f.Name, path, true)|}; }" },
        { "a file in a field", "FileStream? f; void Save() { f = File.Create(tmp); f.Write(data); f.Dispose(); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a file in a field that is created once", "FileStream? f; void Save() { f ??= File.Create(tmp); f.Write(data); f.Flush(true); f.Dispose(); File.Move(tmp, path, true); }" },
        { "files in fields that a method of the object can flush", "FileStream? f, g; void Save() { f = File.Create(tmp); g = File.Create(tmp + \"2\"); f.Write(data); g.Write(data); Finish(); f.Dispose(); g.Dispose(); File.Move(tmp, path, true); File.Move(tmp + \"2\", path + \"2\", true); } public virtual void Finish() { }" },
        { "a file in a field that a delegate can flush", "FileStream? f; void Save(Action done) { f = File.Create(tmp); f.Write(data); done(); f.Dispose(); File.Move(tmp, path, true); }" },
        { "a file in a field that a local function can flush", "FileStream? f; void Save() { f = File.Create(tmp); f.Write(data); Finish(); f.Dispose(); File.Move(tmp, path, true); void Finish() => f!.Flush(true); }" },
        { "a file in a field that .NET's method cannot flush", "FileStream? f; void Save() { f = File.Create(tmp); f.Write(data); Console.WriteLine(); f.Dispose(); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "the flush of another object", "FileStream? f; void Save(Store o) { f = File.Create(tmp); f.Write(data); o.FlushFile(); f.Dispose(); {|IOP501:File.Move(tmp, path, true)|}; } void FlushFile() { f!.Flush(true); }" },
        { "the flush of this object", "FileStream? f; void Save() { f = File.Create(tmp); f.Write(data); FlushFile(); f.Dispose(); {|IOP513:File.Move(tmp, path, true)|}; } void FlushFile() { f!.Flush(true); }" },
        { "a generic helper flushes", "static void Put<T>(T value, FileStream s) { s.Flush(true); } void Save() { using (var f = File.Create(tmp)) { f.Write(data); Put(1, f); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a helper of a generic class flushes", "static class Own<T> { internal static void Put(T value, FileStream s) { s.Flush(true); } } void Save() { using (var f = File.Create(tmp)) { f.Write(data); Own<int>.Put(1, f); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "an extension method flushes", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Sync(); } {|IOP513:File.Move(tmp, path, true)|}; } }\nstatic class E { internal static void Sync(this FileStream s) => s.Flush(true);" },
        { "a helper with a named argument", "void Save() { using (var f = File.Create(tmp)) using (var g = File.Create(tmp + \"2\")) { f.Write(data); g.Write(data); FlushFile(b: f, a: g); } {|IOP513:File.Move(tmp, path, true)|}; } static void FlushFile(FileStream a, FileStream b) => b.Flush(true);" },
        { "a helper creates the file", "FileStream MakeFile() => File.Create(tmp); void Save() { using (var f = MakeFile()) { f.Write(data); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a helper with a block creates the file", "FileStream MakeFile() { return File.Create(tmp); } void Save() { using (var f = MakeFile()) { f.Write(data); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a helper creates one of two files", "FileStream MakeFile(bool b) { if (b) { return File.Create(tmp); } return File.Create(dir); } void Save(bool b) { using (var f = MakeFile(b)) { f.Write(data); f.Flush(true); } File.Move(tmp, path, true); }" },
        { "a helper of a helper renames", "static void SaveAs(string a, string b) => File.Move(a, b, true); static void SaveFile(string a, string b) { SaveAs(a, b); } void Save(string s) { File.Delete(tmp); File.WriteAllText(tmp, s); {|IOP501:SaveFile(tmp, path)|}; }" },
        { "a helper renames and the method goes on", "static void SaveAs(string a, string b) => File.Move(a, b, true); void Save(string s) { File.WriteAllText(tmp, s); {|IOP501:SaveAs(tmp, path)|}; File.WriteAllText(tmp, s); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a lambda between the deletion and the write", "void Save(string s) { {|IOP503:File.Delete(path)|}; Action a = () => { }; File.WriteAllText(path, s); }" },
        { "a lambda that flushes two files", "void Save() { var f = File.Create(tmp); var g = File.Create(tmp + \"2\"); f.Write(data); g.Write(data); Action a = () => { f.Flush(true); g.Flush(true); }; a(); f.Dispose(); g.Dispose(); File.Move(tmp, path, true); File.Move(tmp + \"2\", path + \"2\", true); }" },
        { "a lambda that uses no file", "void Save() { var f = File.Create(tmp); f.Write(data); Action a = () => Console.WriteLine(); a(); f.Dispose(); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "the object's own commit in a finally", "void Save() { try { Console.WriteLine(); } finally { Commit(); } } void Commit() { File.Move(tmp, path, true); }" },
        { "a file that was deleted and made by another program", "void Save(string s) { File.WriteAllText(tmp, s); File.Delete(tmp); System.Diagnostics.Process.Start(\"make\").WaitForExit(); File.Move(tmp, path, true); }" },
        { "only an exception leads to the finally", "void Save() { var f = File.Create(tmp); try { f.Write(data); throw new IOException(); } finally { f.Dispose(); {|IOP501:{|IOP506:File.Move(tmp, path, true)|}|}; } }" },
    };
}
