namespace Analyzers.Tests.Saves;

/// <summary>
/// Saves with a <c>finally</c>, a <c>catch</c> or several paths to the rename. IOP501: no flush before the rename. IOP506: published
/// although a write may have failed. IOP511: an ignored failure. IOP513: the directory is not flushed.
/// </summary>
internal static class SaveFailures
{
    private const string Writer = "sealed class Writer(string from, string to) : IDisposable { public void Write(byte[] b) { } public void Dispose() { } public void Commit() => File.Move(from, to, true); public void Rotate() => File.Move(to, to + \".1\", true); } ";

    /// <summary>A label, and the members of a class with the marked findings.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "published in a finally", "void Save() { var f = File.Create(tmp); try { f.Write(data); } finally { f.Dispose(); {|IOP501:{|IOP506:File.Move(tmp, path, true)|}|}; } }" },
        { "published in a finally if all went well", "void Save() { var ok = false; try { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(true); } ok = true; } finally { if (ok) { {|IOP513:File.Move(tmp, path, true)|}; } else { File.Delete(tmp); } } }" },
        { "committed in a finally", "void Save() { using var save = DurableFile.Create(path); try { save.Stream.Write(data); } finally { {|IOP506:save.Commit()|}; } }" },
        { "a user's writer is committed in a finally", Writer + "void Save() { var w = new Writer(tmp, path); try { w.Write(data); } finally { w.Dispose(); {|IOP506:w.Commit()|}; } }" },
        { "a user's writer is committed after the write", Writer + "void Save() { var w = new Writer(tmp, path); try { w.Write(data); w.Commit(); } finally { w.Dispose(); } }" },
        { "a user's log is rotated in a finally", Writer + "void Save() { var w = new Writer(tmp, path); try { w.Write(data); } finally { w.Rotate(); } }" },
        { "a backup is restored in a finally", "void Run(Action action) { var bak = path + \".bak\"; File.Copy(path, bak, true); try { action(); } finally { {|IOP501:File.Move(bak, path, true)|}; } }" },
        { "a log is moved in a finally", "void Run(Action action) { try { action(); } finally { File.Move(path, path + \".done\", true); } }" },
        { "a swallowed close", "void Save() { var f = File.Create(path); f.Write(data); try { {|IOP511:f.Close()|}; } catch { } }" },
        { "a swallowed flush", "void Save(string s) { using var w = new StreamWriter(path); w.Write(s); try { {|IOP511:w.Flush()|}; } catch (IOException) { } }" },
        { "a swallowed flush to disk", "void Save() { using var f = File.Create(path); f.Write(data); try { {|IOP511:f.Flush(true)|}; } catch (Exception) { } }" },
        { "a flush to disk that the file system refuses", "void Save() { using var f = File.Create(path); f.Write(data); try { f.Flush(true); } catch (NotSupportedException) { } }" },
        { "a logged close", "void Save() { var f = File.Create(path); f.Write(data); try { f.Close(); } catch (IOException e) { Console.Error.WriteLine(e); } }" },
        { "a swallowed close of a file that was read", "void Load() { var f = File.OpenRead(path); f.ReadByte(); try { f.Close(); } catch { } }" },
        { "a swallowed close after a failure", "void Save() { var f = File.Create(path); try { f.Write(data); } catch { try { f.Dispose(); } catch { } throw; } f.Dispose(); }" },
        { "a swallowed close of a scratch file", "void Run() { var t = Path.GetTempFileName(); var f = File.Create(t); f.Write(data); try { f.Close(); } catch { } File.Delete(t); }" },
        { "a swallowed close of a field", "FileStream? f; void Stop() { try { f?.Dispose(); } catch { } }" },
        { "a swallowed save", "void Save(string s) { try { File.WriteAllText(path, s); } catch { } }" },
        { "a swallowed deletion", "void Save(string s) { File.WriteAllText(tmp, s); {|IOP501:File.Move(tmp, path, true)|}; try { File.Delete(path + \".old\"); } catch { } }" },
        { "the old file is deleted as a fallback", "void Save(string s) { File.WriteAllText(tmp, s); try { {|IOP501:File.Move(tmp, path)|}; } catch (IOException) { File.Delete(path); {|IOP501:File.Move(tmp, path)|}; } }" },
        { "deleted after a failure", "void Save(string s) { try { File.WriteAllText(path, s); } catch { File.Delete(path); throw; } }" },
        { "early return", "bool Save() { using (var f = File.Create(tmp)) { if (data.Length == 0) { return false; } f.Write(data); } {|IOP501:File.Move(tmp, path, true)|}; return true; }" },
        { "a switch", "void Save(int kind) { switch (kind) { case 0: File.WriteAllBytes(tmp, data); break; default: File.WriteAllText(tmp, \"\"); break; } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a rename in a lambda that a helper calls", "void Save(string s) { File.WriteAllText(tmp, s); var ok = Try(() => File.Move(tmp, path, true)); } static bool Try(Action a) { a(); return true; }" },
        { "two exits", "void Save(bool keep) { File.WriteAllBytes(tmp, data); if (keep) { {|IOP501:File.Replace(tmp, path, path + \".bak\")|}; return; } {|IOP501:File.Move(tmp, path, true)|}; }" },
    };
}
