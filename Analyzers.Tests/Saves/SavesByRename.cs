namespace Analyzers.Tests.Saves;

/// <summary>
/// A temporary file that gets its final name, and files that are only moved. IOP501: no flush to disk before the rename. IOP503: the old
/// file is deleted before the new one is in place. IOP505: the temporary file may be on another volume. IOP513: the directory is not
/// flushed.
/// </summary>
internal static class SavesByRename
{
    /// <summary>A label, and the members of a class with the marked findings.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "a settings file by a temporary name", "void Save(string text) { var t = path + \".tmp\"; File.WriteAllText(t, text); {|IOP501:File.Move(t, path, overwrite: true)|}; }" },
        { "bytes and a backup", "void Save() { File.WriteAllBytes(tmp, data); {|IOP501:File.Replace(tmp, path, path + \".bak\")|}; }" },
        { "a replacement or a first save", "void Save(string text) { File.WriteAllText(tmp, text); if (File.Exists(path)) {|IOP501:File.Replace(tmp, path, null)|}; else {|IOP501:File.Move(tmp, path)|}; }" },
        { "a fallback where Replace is not supported", "void Save(string text) { File.WriteAllText(tmp, text); try { {|IOP501:File.Replace(tmp, path, null)|}; } catch (PlatformNotSupportedException) { File.Delete(path); {|IOP501:File.Move(tmp, path)|}; } }" },
        { "FileInfo", "void Save(string text) { File.WriteAllText(tmp, text); {|IOP501:new FileInfo(tmp).MoveTo(path, true)|}; }" },
        { "FileInfo in a variable, created and renamed", "void Save() { var info = new FileInfo(tmp); using (var s = info.Create()) { s.Write(data); } {|IOP501:info.Replace(path, null)|}; }" },
        { "GetTempFileName", "void Save() { var t = Path.GetTempFileName(); using (var s = File.Create(t)) { s.Write(data); } {|IOP501:{|IOP505:File.Move(t, path, true)|}|}; }" },
        { "the temporary directory and a GUID", "void Save() { var t = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(\"N\")); File.WriteAllBytes(t, data); {|IOP501:{|IOP505:File.Move(t, path, true)|}|}; }" },
        { "a copy out of the temporary directory", "void Save() { var t = Path.GetTempFileName(); File.WriteAllBytes(t, data); File.Copy(t, path, true); File.Delete(t); }" },
        { "moved within the temporary directory", "void Save() { var t = Path.GetTempFileName(); File.WriteAllBytes(t, data); File.Move(t, Path.Combine(Path.GetTempPath(), \"report.txt\"), true); }" },
        { "a file of another program in the temporary directory", "void Convert() { var t = Path.GetTempFileName(); System.Diagnostics.Process.Start(\"ffmpeg\", $\"-i {path} {t}\").WaitForExit(); {|IOP505:File.Move(t, path, true)|}; }" },
        { "a file of another program", "void Convert() { var t = path + \".converted\"; System.Diagnostics.Process.Start(\"ffmpeg\", $\"-i {path} {t}\").WaitForExit(); File.Move(t, path, true); }" },
        { "a file of another program after a deletion", "void Convert() { var t = path + \".tmp\"; System.Diagnostics.Process.Start(\"ffmpeg\", $\"-i {path} {t}\").WaitForExit(); {|IOP503:File.Delete(path)|}; File.Move(t, path); }" },
        { "a download", "async Task Get(Uri uri) { await using (var s = await http.GetStreamAsync(uri)) await using (var f = File.Create(tmp)) { await s.CopyToAsync(f); } {|IOP501:File.Move(tmp, path)|}; }" },
        { "a download of the response", "async Task Get(Uri uri) { using var r = await http.GetAsync(uri); await using (var f = new FileStream(tmp, FileMode.Create, FileAccess.Write, FileShare.None, 8192, useAsync: true)) { await r.Content.CopyToAsync(f); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a download by WebClient", "#pragma warning disable SYSLIB0014\nvoid Get(string uri) { using var c = new System.Net.WebClient(); c.DownloadFile(uri, tmp); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a copy", "void Install(string source) { File.Copy(source, path + \".new\", true); {|IOP501:File.Move(path + \".new\", path, true)|}; }" },
        { "a copy of FileInfo", "void Install(FileInfo source) { source.CopyTo(tmp, true); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "fields", "void Save(string text) { File.WriteAllText(_tmp, text); {|IOP501:File.Move(_tmp, _path, true)|}; }" },
        { "Path.ChangeExtension", "void Save(string text) { File.WriteAllText(Path.ChangeExtension(path, \".tmp\"), text); {|IOP501:File.Move(Path.ChangeExtension(path, \".tmp\"), path, true)|}; }" },
        { "a directory and a name", "void Save(string text) { File.WriteAllText(Path.Combine(dir, \"a.tmp\"), text); {|IOP501:File.Move(Path.Combine(dir, \"a.tmp\"), Path.Combine(dir, \"a\"), true)|}; }" },
        { "a stale temporary file is deleted first", "void Save(string text) { if (File.Exists(tmp)) { File.Delete(tmp); } File.WriteAllText(tmp, text); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a stale file of another name is deleted first", "void Save(string text) { var next = path + \".new\"; File.Delete(next); using (var w = new StreamWriter(next)) { w.Write(text); } {|IOP501:File.Move(next, path, true)|}; }" },
        { "the old file is deleted", "void Save(string text) { File.WriteAllText(tmp, text); if (File.Exists(path)) { {|IOP503:File.Delete(path)|}; } {|IOP501:File.Move(tmp, path)|}; }" },
        { "the old file is deleted by FileInfo", "void Save(string text) { File.WriteAllText(tmp, text); var f = new FileInfo(path); if (f.Exists) { {|IOP503:f.Delete()|}; } {|IOP501:File.Move(tmp, path)|}; }" },
        { "the old file becomes the backup", "void Save(string text) { var bak = path + \".bak\"; File.WriteAllText(tmp, text); File.Delete(bak); File.Move(path, bak); {|IOP501:File.Move(tmp, path)|}; }" },
        { "the backup is deleted afterwards", "void Save(string text) { var bak = path + \".bak\"; File.WriteAllText(tmp, text); {|IOP501:File.Replace(tmp, path, bak)|}; File.Delete(bak); }" },
        { "content by its hash", "void Add() { var t = Path.Combine(dir, Path.GetRandomFileName()); File.WriteAllBytes(t, data); try { {|IOP501:File.Move(t, path)|}; } catch (IOException) when (File.Exists(path)) { File.Delete(t); } }" },
        { "retries", "void Save(string text) { File.WriteAllText(tmp, text); for (var i = 0; i < 3; i++) { try { {|IOP501:File.Move(tmp, path, true)|}; return; } catch (IOException) { Thread.Sleep(10); } } }" },
        { "cleanup in a finally", "void Save(string text) { try { File.WriteAllText(tmp, text); {|IOP501:File.Move(tmp, path, true)|}; } finally { if (File.Exists(tmp)) { File.Delete(tmp); } } }" },
        { "cleanup in a handler", "void Save(string text) { try { File.WriteAllText(tmp, text); } catch { File.Delete(tmp); throw; } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "two files, one flushed", "void Save() { using (var a = File.Create(tmp)) { a.Write(data); a.Flush(true); } File.WriteAllBytes(tmp + \".idx\", data); {|IOP513:File.Move(tmp, path, true)|}; {|IOP501:File.Move(tmp + \".idx\", path + \".idx\", true)|}; }" },
        { "an archive of a directory", "void Pack() { ZipFile.CreateFromDirectory(dir, tmp); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "an archive after a deletion", "void Pack() { File.Delete(path); ZipFile.CreateFromDirectory(dir, path); }" },
    { "a tar archive after a deletion", "void Pack() { File.Delete(path); System.Formats.Tar.TarFile.CreateFromDirectory(dir, path, false); }" },
        { "an archive by path", "void Pack(string source) { using (var zip = ZipFile.Open(tmp, ZipArchiveMode.Create)) { zip.CreateEntryFromFile(source, \"a\"); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "an extracted entry", "void Unpack(ZipArchiveEntry entry) { entry.ExtractToFile(tmp, true); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a document", "void Save(System.Xml.Linq.XDocument doc) { doc.Save(tmp); {|IOP501:File.Replace(tmp, path, null)|}; }" },
        { "an XML writer by path", "void Save() { using (var w = System.Xml.XmlWriter.Create(tmp)) { w.WriteStartElement(\"a\"); w.WriteEndElement(); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a table", "void Save(System.Data.DataTable table) { table.WriteXml(tmp); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a mapped file", "void Save() { using (var m = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(tmp, FileMode.Create, null, 100)) using (var v = m.CreateViewAccessor()) { v.Write(0, 1L); v.Flush(); } File.Move(tmp, path, true); }" },
        { "rotation", "void Rotate() { for (var i = 5; i > 0; i--) { if (File.Exists($\"{path}.{i}\")) { File.Move($\"{path}.{i}\", $\"{path}.{i + 1}\", true); } } File.Move(path, path + \".1\", true); }" },
        { "rotation with a deletion", "void Rotate() { var old = path + \".old\"; if (File.Exists(old)) { File.Delete(old); } File.Move(path, old); }" },
        { "rotation of an open log", "StreamWriter Rotate(StreamWriter log) { log.Dispose(); File.Move(path, path + \".1\", true); return new StreamWriter(path); }" },
        { "a file that the user renames", "void Rename(string name) { var target = Path.Combine(dir, name); if (File.Exists(target)) { throw new IOException(); } File.Move(path, target); }" },
        { "a file is moved to the recycle directory", "void Recycle() { File.Move(path, Path.Combine(dir, Path.GetFileName(path)), true); }" },
        { "a directory of new files", "void Save() { var d = path + \".new\"; Directory.CreateDirectory(d); File.WriteAllBytes(Path.Combine(d, \"a\"), data); Directory.Move(d, path); }" },
        { "one of two temporary names", "void Save(bool fast) { var t = fast ? tmp : path + \".tmp\"; File.WriteAllBytes(t, data); {|IOP501:File.Move(t, path, true)|}; }" },
        { "DurableFile", "void Save() { using var save = DurableFile.Create(path); save.Stream.Write(data); save.Commit(); }" },
        { "DurableFile, asynchronous", "Task Save() => DurableFile.ReplaceAsync(path, async (s, c) => await s.WriteAsync(data, c));" },
    };
}
