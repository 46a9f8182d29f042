namespace Analyzers.Tests.Saves;

/// <summary>
/// Saves with conditions, loops, jumps and handlers between the write and the rename. A rename has no finding if some paths of the code
/// flush the file to disk and other paths do not. IOP501: no flush before the rename. IOP513: the directory is not flushed.
/// </summary>
internal static class SavesInBranches
{
    private const string Sync = "static bool SyncFile(FileStream s) { s.Flush(true); return true; } static int[] SyncAll(FileStream s) { s.Flush(true); return []; } static string SyncName(FileStream s) { s.Flush(true); return \"\"; } ";

    /// <summary>A label, and the members of a class with the marked findings.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "flushed if the file is not null", Synced("if (f != null) { f.Flush(true); }") },
        { "flushed if the file is not null, by a pattern", Synced("if (f is not null) { f.Flush(true); }") },
        { "flushed in the else of a null test", Synced("if (f == null) { } else { f.Flush(true); }") },
        { "flushed in the else of a null pattern", Synced("if (f is null) { } else { f.Flush(true); }") },
        { "flushed if another file is not null", Maybe("if (other != null) { f.Flush(true); }") },
        { "flushed if another file is not null, by a pattern", Maybe("if (other is not null) { f.Flush(true); }") },
        { "flushed in the else of a null pattern of another file", Maybe("if (other is null) { } else { f.Flush(true); }") },
        { "flushed if the file is another file", Maybe("if (f == other) { f.Flush(true); }") },
        { "flushed by conditional access", Synced("f?.Flush(true);") },
        { "flushed on the left of &&", Synced("_ = SyncFile(f) && b;") },
        { "flushed on the right of &&", Maybe("_ = b && SyncFile(f);") },
        { "flushed on the right of ||", Maybe("_ = b || SyncFile(f);") },
        { "flushed on both sides of |", Synced("_ = b | SyncFile(f);") },
        { "flushed on the right of ??", Maybe("_ = name ?? SyncName(f);") },
        { "flushed on the right of ??=", Maybe("name ??= SyncName(f);") },
        { "written on the right of ??= after the flush", Maybe("f.Flush(true); name ??= WriteName(f); static string WriteName(FileStream s) { s.WriteByte(1); return \"\"; }") },
        { "another use on the left of ??", Synced("f.Flush(true); Stream one = f ?? Stream.Null;") },
        { "flushed in one arm of a switch expression", Maybe("_ = n switch { 0 => SyncFile(f), _ => false };") },
        { "flushed in the last arm of a switch expression", Maybe("_ = n switch { 0 => false, _ => SyncFile(f) };") },
        { "flushed in all arms of a switch expression", Synced("_ = n switch { 0 => SyncFile(f), 1 => SyncFile(f), _ => SyncFile(f) };") },
        { "flushed in the guard of a switch expression", Maybe("_ = n switch { 0 when SyncFile(f) => 1, _ => 2 };") },
        { "an arm of a switch expression gets the file", Maybe("f.Flush(true); Stream one = n switch { 0 => f, _ => Stream.Null };") },
        { "flushed in one case of a switch", Maybe("switch (n) { case 0: f.Flush(true); break; default: break; }") },
        { "flushed in the default of a switch", Maybe("switch (n) { case 0: break; default: f.Flush(true); break; }") },
        { "flushed in all cases of a switch without default", Maybe("switch (n) { case 0: f.Flush(true); break; case 1: f.Flush(true); break; }") },
        { "flushed in all cases of a switch", Synced("switch (n) { case 0: f.Flush(true); break; default: f.Flush(true); break; }") },
        { "flushed in the value of a switch", Synced("switch (SyncFile(f)) { case true: break; }") },
        { "flushed in a while loop", Maybe("while (b) { f.Flush(true); }") },
        { "flushed in the condition of a while loop", Synced("while (SyncFile(f)) { }") },
        { "flushed in a do loop", Synced("do { f.Flush(true); } while (b);") },
        { "flushed in the condition of a do loop", Synced("do { } while (SyncFile(f));") },
        { "flushed in a do loop after a continue", Maybe("do { if (b) { continue; } f.Flush(true); } while (n > 3);") },
        { "flushed before the break of an endless loop", Synced("while (true) { if (b) { f.Flush(true); break; } }") },
        { "flushed before one of the breaks of an endless loop", Maybe("for (;;) { if (b) { break; } f.Flush(true); break; }") },
        { "written in an endless loop after the flush", Unsynced("f.Flush(true); while (true) { f.WriteByte(1); if (b) { break; } }") },
        { "flushed at the start of a for loop", Synced("int i; for (i = 0, SyncFile(f); i < 2; i++) { }") },
        { "flushed in the condition of a for loop", Synced("for (var i = 0; SyncFile(f); i++) { }") },
        { "flushed at the end of each turn", Maybe("for (;; n++, SyncFile(f)) { if (b) { break; } }") },
        { "flushed in the collection of a foreach", Synced("foreach (var x in SyncAll(f)) { }") },
        { "flushed in a foreach", Maybe("foreach (var x in data) { f.Flush(true); }") },
        { "flushed in a filter", Maybe("try { f.WriteByte(1); } catch (IOException) when (SyncFile(f)) { }") },
        { "flushed in a finally", Synced("try { f.WriteByte(1); } finally { f.Flush(true); }") },
        { "flushed in a try with a handler that goes on", Maybe("try { f.WriteByte(1); f.Flush(true); } catch (IOException) { }") },
        { "flushed in a try with a handler that throws", Synced("try { f.WriteByte(1); f.Flush(true); } catch (IOException) { throw; }") },
        { "renamed in an inner handler after a flush that may have happened", "void Save() { var f = File.Create(tmp); f.Write(data); try { try { f.Flush(true); Console.WriteLine(); } catch (IOException) { f.Dispose(); File.Move(tmp, path, true); } } catch (FormatException) { } }" },
        { "renamed in an inner handler without a flush", "void Save() { var f = File.Create(tmp); f.Write(data); try { try { Console.WriteLine(); } catch (IOException) { f.Dispose(); {|IOP501:File.Move(tmp, path, true)|}; } } catch (FormatException) { } }" },
        { "a label", "void Save(string s) { File.WriteAllText(tmp, s); done: {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "goto", "void Save(string s) { if (s == \"\") { goto done; } File.WriteAllText(tmp, s); done: File.Move(tmp, path, true); }" },
        { "a break out of a using", "void Save(string s) { while (true) { using var w = new StreamWriter(tmp); w.Write(s); break; } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a break out of two usings", "void Save(string s) { while (true) { using var v = new StreamWriter(tmp); using var w = new StreamWriter(tmp + \"2\"); v.Write(s); w.Write(s); break; } {|IOP501:File.Move(tmp, path, true)|}; {|IOP501:File.Move(tmp + \"2\", path + \"2\", true)|}; }" },
        { "two files, flushed under a condition", "void Save(bool b) { var f = File.Create(tmp); var g = File.Create(tmp + \"2\"); f.Write(data); g.Write(data); if (b) { f.Flush(true); g.Flush(true); } f.Dispose(); g.Dispose(); File.Move(tmp, path, true); File.Move(tmp + \"2\", path + \"2\", true); }" },
        { "two files, not flushed under a condition", "void Save(bool b) { var f = File.Create(tmp); var g = File.Create(tmp + \"2\"); f.Write(data); g.Write(data); if (b) { } else { f.Flush(true); g.Flush(true); } f.Dispose(); g.Dispose(); File.Move(tmp, path, true); File.Move(tmp + \"2\", path + \"2\", true); }" },
        { "written in both branches", "void Save(bool b, string s) { if (b) { File.WriteAllText(tmp, s); } else { File.WriteAllBytes(tmp, data); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "flushed in one of two branches that write", "void Save(bool b) { if (b) { using var f = File.Create(tmp); f.Write(data); f.Flush(true); } else { File.WriteAllBytes(tmp, data); } File.Move(tmp, path, true); }" },
        { "flushed in both branches that write", "void Save(bool b) { if (b) { using var f = File.Create(tmp); f.Write(data); f.Flush(true); } else { using var f = File.Create(tmp); f.WriteByte(1); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a variable that can hold another path", "void Save(bool b, string s) { var t = tmp; if (b) { t = path + \".2\"; } File.WriteAllText(tmp, s); File.Move(t, path, true); }" },
        { "two variables that can hold other paths", "void Save(bool b, string s) { string t = tmp, u = tmp; if (b) { t = path + \".2\"; u = path + \".3\"; } File.WriteAllText(tmp, s); File.Move(t, path, true); File.Move(u, path, true); }" },
        { "a field that gets a path under a condition", "string _t = \"\"; void Save(bool b, string s) { if (b) { _t = tmp; } File.WriteAllText(tmp, s); File.Move(_t, path, true); }" },
        { "a field that gets a path in the else", "string _t = \"\"; void Save(bool b, string s) { if (b) { } else { _t = tmp; } File.WriteAllText(tmp, s); File.Move(_t, path, true); }" },
        { "a deletion of one of two paths", "void Save(bool b, string s) { var t = tmp; if (b) { t = path; } File.Delete(t); File.WriteAllText(tmp, s); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a copy to one of two paths", "void Save(bool b, string s) { var t = tmp; if (b) { t = path; } File.Copy(dir, t); File.WriteAllText(tmp, s); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a rename to one of two paths", "void Save(bool b, string s) { var t = path; if (b) { t = dir; } File.WriteAllText(tmp, s); {|IOP501:File.Move(tmp, t, true)|}; File.Move(tmp, path, true); }" },
    };

    private static string Synced(string flush) => Save(flush, "{|IOP513:File.Move(tmp, path, true)|}");

    private static string Maybe(string flush) => Save(flush, "File.Move(tmp, path, true)");

    private static string Unsynced(string flush) => Save(flush, "{|IOP501:File.Move(tmp, path, true)|}");

    private static string Save(string flush, string move) => $"{Sync}void Save(bool b, int n, string? name, FileStream? other) {{ var f = File.Create(tmp); f.Write(data); {flush} f.Dispose(); {move}; }}";
}
