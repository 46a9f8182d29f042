namespace Analyzers.Tests.Saves;

/// <summary>
/// Files that are written in place: appended to, updated or overwritten. Also flushes in loops, and allocations by a number from a file.
/// IOP503: the old file is deleted before the new one is in place. IOP504: overwritten without truncation. IOP510: a flush to disk per
/// record. IOP512: an allocation by an unchecked number from a file.
/// </summary>
internal static class SavesInPlace
{
    /// <summary>A label, and the members of a class with the marked findings.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "a settings file", "void Save(string s) => File.WriteAllText(path, s);" },
        { "a backup before", "void Save(string s) { File.Copy(path, path + \".bak\", true); File.WriteAllText(path, s); }" },
        { "deleted and written", "void Save(string s) { {|IOP503:File.Delete(path)|}; File.WriteAllText(path, s); }" },
        { "deleted and created", "void Save() { if (File.Exists(path)) { {|IOP503:File.Delete(path)|}; } using var f = File.Create(path); f.Write(data); }" },
        { "a scratch file is deleted and written", "void Run(string s) { var scratch = Path.Combine(Path.GetTempPath(), \"x.sql\"); File.Delete(scratch); File.WriteAllText(scratch, s); }" },
        { "a log by append", "void Log(string s) => File.AppendAllText(path, s);" },
        { "records by append", "void Append() { using var f = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read); f.Write(data); f.Flush(true); }" },
        { "records at the end", "void Append() { using var f = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write); f.Seek(0, SeekOrigin.End); f.Write(data); }" },
        { "records at the length", "void Append() { using var f = File.OpenWrite(path); f.Position = f.Length; f.Write(data); }" },
        { "records at an offset", "void Put(long at) { using var h = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite); RandomAccess.Write(h, data, at); RandomAccess.FlushToDisk(h); }" },
        { "overwritten", "void Save() { using var f = {|IOP504:File.OpenWrite(path)|}; f.Write(data); }" },
        { "overwritten by FileInfo", "void Save() { using var f = {|IOP504:new FileInfo(path).OpenWrite()|}; f.Write(data); }" },
        { "overwritten by a mode", "void Save(object o) { using var f = {|IOP504:new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write)|}; System.Text.Json.JsonSerializer.Serialize(f, o); }" },
        { "overwritten by a writer", "void Save(string s) { using var w = new StreamWriter({|IOP504:File.Open(path, FileMode.OpenOrCreate)|}); w.Write(s); }" },
        { "overwritten, asynchronous", "async Task Get(Uri uri) { await using var s = await http.GetStreamAsync(uri); await using var f = {|IOP504:File.OpenWrite(path)|}; await s.CopyToAsync(f); }" },
        { "overwritten by a copy", "void Save(Stream source) { using (var f = {|IOP504:File.OpenWrite(path)|}) { source.CopyTo(f); } }" },
        { "a process id", "void Lock() { using var f = {|IOP504:new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)|}; f.Write(Encoding.UTF8.GetBytes(Environment.ProcessId.ToString())); }" },
        { "truncated first", "void Save() { using var f = File.OpenWrite(path); f.SetLength(0); f.Write(data); }" },
        { "truncated last", "void Save() { using var f = File.OpenWrite(path); f.Write(data); f.SetLength(f.Position); }" },
        { "a fixed header", "void Save() { using var f = File.OpenWrite(path); using var w = new BinaryWriter(f); w.Write(1L); w.Write(2); }" },
        { "a lock file", "void Lock() { using var f = File.OpenWrite(path); Thread.Sleep(1); }" },
        { "a file that is read as well", "void Update() { using var f = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite); var n = f.ReadByte(); f.Write(data); }" },
        { "a file that is new", "void Save() { if (!File.Exists(path)) { using var f = File.OpenWrite(path); f.Write(data); } }" },
        { "a file that was deleted", "void Save() { {|IOP503:File.Delete(path)|}; using var f = File.OpenWrite(path); f.Write(data); }" },
        { "a file in a new directory", "void Save() { var d = Directory.CreateTempSubdirectory().FullName; using var f = File.OpenWrite(Path.Combine(d, \"a\")); f.Write(data); }" },
        { "a file in a directory with a random name", "void Save() { var d = Path.Combine(dir, Guid.NewGuid().ToString()); Directory.CreateDirectory(d); using var f = File.OpenWrite(Path.Combine(d, \"a\")); f.Write(data); }" },
        { "a file of a random name", "void Save() { using var f = File.OpenWrite(Path.Combine(dir, Path.GetRandomFileName())); f.Write(data); }" },
        { "a file named by the time", "void Save() { using var f = File.OpenWrite(Path.Combine(dir, $\"dump-{DateTime.UtcNow:yyyyMMddHHmmssfff}.bin\")); f.Write(data); }" },
        { "a file named by a time with seconds", "void Save(DateTime made) { using var f = File.OpenWrite(Path.Combine(dir, made.ToString(\"yyyyMMdd-HHmmss\") + \".zip\")); f.Write(data); }" },
        { "a file named by the day", "void Save() { using var f = {|IOP504:File.OpenWrite(Path.Combine(dir, $\"log-{DateTime.UtcNow:yyyyMMdd}.txt\"))|}; f.Write(data); }" },
        { "a device", "void Send() { using var f = File.OpenWrite(\"/dev/ttyUSB0\"); f.Write(data); }" },
        { "a file in sysfs", "void Limit(string cgroup) { using var f = File.OpenWrite(\"/sys/fs/cgroup/\" + cgroup + \"/memory.max\"); f.Write(data); }" },
        { "a stream for the caller", "Stream Open() => File.OpenWrite(path);" },
        { "a writer for the caller", "StreamWriter Open(string s) { var w = new StreamWriter(File.OpenWrite(path)); w.WriteLine(s); return w; }" },
        { "FileMode.Create", "void Save() { using var f = new FileStream(path, FileMode.Create); f.Write(data); }" },
        { "FileMode.Truncate", "void Save() { using var f = new FileStream(path, FileMode.Truncate, FileAccess.Write); f.Write(data); }" },
        { "opened and truncated", "void Save() { using var f = new FileStream(path, FileMode.Open, FileAccess.ReadWrite); f.SetLength(0); f.Write(data); }" },
        { "a zip archive that is updated", "void Update() { using var f = new FileStream(path, FileMode.OpenOrCreate); using var zip = new ZipArchive(f, ZipArchiveMode.Update); zip.CreateEntry(\"a\"); }" },
        { "a flush per record", "void Save(List<byte[]> records) { using var f = File.Create(path); foreach (var r in records) { f.Write(r); {|IOP510:f.Flush(true)|}; } }" },
        { "a flush per line", "void Save(string[] lines) { using var f = File.Create(path); using var w = new StreamWriter(f); for (var i = 0; i < lines.Length; i++) { w.WriteLine(lines[i]); w.Flush(); {|IOP510:f.Flush(true)|}; } }" },
        { "a flush per file", "void Save(string[] names) { foreach (var name in names) { using var f = File.Create(name); f.Write(data); f.Flush(true); } }" },
        { "a flush after the loop", "void Save(List<byte[]> records) { using var f = File.Create(path); foreach (var r in records) { f.Write(r); } f.Flush(true); }" },
        { "a flush per request", "void Serve(System.Collections.Concurrent.BlockingCollection<byte[]> queue) { using var f = File.Create(path); foreach (var r in queue.GetConsumingEnumerable()) { f.Write(r); f.Flush(true); } }" },
        { "a flush each thousand records", "void Save(List<byte[]> records) { using var f = File.Create(path); for (var i = 0; i < records.Count; i++) { f.Write(records[i]); if (i % 1000 == 0) { f.Flush(true); } } f.Flush(true); }" },
        { "a number from the file", "byte[] Load(BinaryReader r) { var n = r.ReadInt32(); return {|IOP512:new byte[n]|}; }" },
        { "a number from all bytes", "byte[] Load() { var all = File.ReadAllBytes(path); var n = BinaryPrimitives.ReadInt32LittleEndian(all); return {|IOP512:new byte[n]|}; }" },
        { "a list", "List<int> Load(BinaryReader r) { var n = r.ReadInt32(); var l = {|IOP512:new List<int>(n)|}; for (var i = 0; i < n; i++) { l.Add(r.ReadInt32()); } return l; }" },
        { "a memory stream", "Stream Load(BinaryReader r) { var n = r.ReadInt32(); return {|IOP512:new MemoryStream(n)|}; }" },
        { "pooled memory", "IMemoryOwner<byte> Load(BinaryReader r) => {|IOP512:MemoryPool<byte>.Shared.Rent(r.ReadInt32())|};" },
        { "a checked number", "byte[] Load(BinaryReader r) { var n = r.ReadInt32(); if (n < 0 || n > Max) throw new InvalidDataException(); return new byte[n]; }" },
        { "a number of a connection", "byte[] Load(System.Net.Sockets.TcpClient c) { using var r = new BinaryReader(c.GetStream()); return new byte[r.ReadInt32()]; }" },
    };
}
