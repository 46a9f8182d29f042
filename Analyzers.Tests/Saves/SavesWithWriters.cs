namespace Analyzers.Tests.Saves;

/// <summary>
/// Writers, compressors and serializers over the file, and the flushes of each. IOP501: no flush to disk before the rename. IOP502: only
/// the managed buffer is flushed. IOP507: flushed to disk before the writer is flushed. IOP508: renamed before the writer or compressor is
/// closed. IOP509: flushed to disk after the close. IOP513: the directory is not flushed.
/// </summary>
internal static class SavesWithWriters
{
    /// <summary>A label, and the members of a class with the marked findings.</summary>
    public static TheoryData<string, string> Cases => new()
    {
        { "flushed to disk", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "flushed to disk with a named argument", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(flushToDisk: true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "flushed to disk by RandomAccess", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); RandomAccess.FlushToDisk(f.SafeFileHandle); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "flushed by fsync", "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int fsync(int fd); void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(); fsync((int)f.SafeFileHandle.DangerousGetHandle()); } File.Move(tmp, path, true); }" },
        { "flushed by fsync on a handle", "[System.Runtime.InteropServices.DllImport(\"libc\")] static extern int fsync(SafeFileHandle fd); void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(); if (fsync(f.SafeFileHandle) != 0) throw new IOException(); } File.Move(tmp, path, true); }" },
        { "written through", "void Save() { using (var f = new FileStream(tmp, FileMode.Create, FileAccess.Write, FileShare.None, 4096, FileOptions.WriteThrough)) { f.Write(data); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "flushed under a condition", "void Save(bool durable) { using (var f = File.Create(tmp)) { f.Write(data); if (durable) { f.Flush(true); } } File.Move(tmp, path, true); }" },
        { "flushed if a variable is true", "void Save(bool durable) { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(durable); } File.Move(tmp, path, true); }" },
        { "a managed flush", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); {|IOP502:f.Flush()|}; } File.Move(tmp, path, true); }" },
        { "an asynchronous managed flush", "async Task Save(CancellationToken c) { await using (var f = File.Create(tmp)) { await f.WriteAsync(data, c); await {|IOP502:f.FlushAsync(c)|}; } File.Move(tmp, path, true); }" },
        { "a managed flush and a flush to disk", "async Task Save(CancellationToken c) { await using (var f = File.Create(tmp)) { await f.WriteAsync(data, c); await f.FlushAsync(c); f.Flush(flushToDisk: true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a using declaration in a block of its own", "void Save() { { using var f = File.Create(tmp); f.Write(data); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a StreamWriter, disposed of", "void Save(string s) { var w = new StreamWriter(new FileStream(tmp, FileMode.Create)); w.Write(s); w.Dispose(); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a StreamWriter, open", "void Save(string s) { using var w = new StreamWriter(tmp); w.Write(s); {|IOP501:{|IOP508:File.Move(tmp, path, true)|}|}; }" },
        { "a StreamWriter, open and flushed", "void Save(string s) { using var w = new StreamWriter(tmp); w.Write(s); w.Flush(); {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a StreamWriter, flushed, and then its file flushed to disk", "void Save(string s) { using (var f = File.Create(tmp)) using (var w = new StreamWriter(f)) { w.Write(s); w.Flush(); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a StreamWriter, not flushed", "void Save(string s) { using (var f = File.Create(tmp)) using (var w = new StreamWriter(f)) { w.Write(s); {|IOP507:f.Flush(true)|}; } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a StreamWriter, flushed too late", "void Save(string s) { using (var f = File.Create(tmp)) using (var w = new StreamWriter(f)) { w.Write(s); {|IOP507:f.Flush(true)|}; w.Flush(); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a StreamWriter, AutoFlush", "void Save(string s) { using (var f = File.Create(tmp)) using (var w = new StreamWriter(f) { AutoFlush = true }) { w.Write(s); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a StreamWriter, BaseStream", "void Save(string s) { using (var w = new StreamWriter(tmp)) { w.Write(s); w.Flush(); if (w.BaseStream is FileStream f) { f.Flush(true); } } File.Move(tmp, path, true); }" },
        { "a StreamWriter closes the file", "void Save(string s) { using var f = File.Create(tmp); using (var w = new StreamWriter(f)) { w.Write(s); } {|IOP509:f.Flush(true)|}; }" },
        { "a StreamWriter leaves the file open", "void Save(string s) { using (var f = File.Create(tmp)) { using (var w = new StreamWriter(f, leaveOpen: true)) { w.Write(s); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "an asynchronous StreamWriter", "async Task Save(string s) { await using (var f = File.Create(tmp)) { await using (var w = new StreamWriter(f, Encoding.UTF8, 1024, leaveOpen: true)) { await w.WriteAsync(s); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a BinaryWriter", "void Save() { using (var f = File.Create(tmp)) using (var w = new BinaryWriter(f)) { w.Write(1); w.Write(\"a\"); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a BinaryWriter closes the file", "void Save() { using var f = File.Create(tmp); using (var w = new BinaryWriter(f)) { w.Write(1); } {|IOP509:f.Flush(true)|}; }" },
        { "JSON", "void Save(object o) { using (var f = File.Create(tmp)) { System.Text.Json.JsonSerializer.Serialize(f, o); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "JSON, asynchronous, not flushed", "async Task Save(object o) { await using (var f = File.Create(tmp)) { await System.Text.Json.JsonSerializer.SerializeAsync(f, o); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a JSON writer, not flushed", "void Save() { using (var f = File.Create(tmp)) { var j = new System.Text.Json.Utf8JsonWriter(f); j.WriteStartObject(); j.WriteEndObject(); {|IOP507:f.Flush(true)|}; j.Dispose(); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a JSON writer, disposed of", "void Save() { using (var f = File.Create(tmp)) { using (var j = new System.Text.Json.Utf8JsonWriter(f)) { j.WriteStartObject(); j.WriteEndObject(); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a JSON writer, serialized to", "void Save(object o) { using (var f = File.Create(tmp)) { using (var j = new System.Text.Json.Utf8JsonWriter(f)) { System.Text.Json.JsonSerializer.Serialize(j, o); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "an XML writer, not flushed", "void Save() { using (var f = File.Create(tmp)) using (var x = System.Xml.XmlWriter.Create(f)) { x.WriteStartElement(\"a\"); x.WriteEndElement(); {|IOP507:f.Flush(true)|}; } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "an XML writer, disposed of", "void Save() { using (var f = File.Create(tmp)) { using (var x = System.Xml.XmlWriter.Create(f)) { x.WriteStartElement(\"a\"); x.WriteEndElement(); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a document to a stream", "void Save(System.Xml.Linq.XDocument doc) { using (var f = File.Create(tmp)) { doc.Save(f); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "gzip, flushed", "void Save() { using (var f = File.Create(tmp)) using (var z = new GZipStream(f, CompressionLevel.Fastest)) { z.Write(data); z.Flush(); {|IOP507:f.Flush(true)|}; } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "gzip, disposed of", "void Save() { using (var f = File.Create(tmp)) { using (var z = new GZipStream(f, CompressionLevel.Fastest, leaveOpen: true)) { z.Write(data); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "gzip closes the file", "void Save() { using var f = File.Create(tmp); using (var z = new GZipStream(f, CompressionMode.Compress)) { z.Write(data); } {|IOP509:f.Flush(true)|}; }" },
        { "gzip, open", "void Save() { using var f = File.Create(tmp); using var z = new GZipStream(f, CompressionMode.Compress); z.Write(data); z.Flush(); {|IOP501:{|IOP508:File.Move(tmp, path, true)|}|}; }" },
        { "a zip archive, open", "void Save() { using var zip = ZipFile.Open(tmp, ZipArchiveMode.Create); zip.CreateEntry(\"a\"); {|IOP501:{|IOP508:File.Move(tmp, path, true)|}|}; }" },
        { "a zip archive over a stream", "void Save(string s) { using (var f = File.Create(tmp)) { using (var zip = new ZipArchive(f, ZipArchiveMode.Create, leaveOpen: true)) { using var w = new StreamWriter(zip.CreateEntry(\"a\").Open()); w.Write(s); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a tar archive closes the file", "void Save() { using var f = File.Create(tmp); using (var tar = new System.Formats.Tar.TarWriter(f)) { tar.WriteEntry(path, \"a\"); } {|IOP509:f.Flush(true)|}; }" },
        { "encryption", "void Save(System.Security.Cryptography.ICryptoTransform t) { using (var f = File.Create(tmp)) using (var c = new System.Security.Cryptography.CryptoStream(f, t, System.Security.Cryptography.CryptoStreamMode.Write)) { c.Write(data); c.FlushFinalBlock(); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "encryption, last block missing", "void Save(System.Security.Cryptography.ICryptoTransform t) { using (var f = File.Create(tmp)) using (var c = new System.Security.Cryptography.CryptoStream(f, t, System.Security.Cryptography.CryptoStreamMode.Write)) { c.Write(data); {|IOP507:f.Flush(true)|}; } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a BufferedStream", "void Save() { using (var f = File.Create(tmp)) using (var b = new BufferedStream(f)) { b.Write(data); b.Flush(); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a BufferedStream, not flushed", "void Save() { using (var f = File.Create(tmp)) using (var b = new BufferedStream(f)) { b.Write(data); {|IOP507:f.Flush(true)|}; } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "compressed or not", "void Save(bool zip) { using (var f = File.Create(tmp)) { Stream s = zip ? new GZipStream(f, CompressionMode.Compress, true) : f; s.Write(data); if (zip) { s.Dispose(); } f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "compressed or not, flushed by a cast", "void Save(bool zip) { using (var f = File.Create(tmp)) { Stream s = zip ? new BufferedStream(f) : f; s.Write(data); (s as FileStream)?.Flush(true); } File.Move(tmp, path, true); }" },
        { "written after the flush", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Flush(true); f.WriteByte(1); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "a header at the end", "void Save() { using (var f = File.Create(tmp)) { f.Write(data); f.Position = 0; f.WriteByte(1); f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "closed by hand", "void Save() { var f = File.Create(tmp); f.Write(data); f.Close(); {|IOP509:RandomAccess.FlushToDisk(f.SafeFileHandle)|}; }" },
        { "a handle", "void Save() { using (var h = File.OpenHandle(tmp, FileMode.Create, FileAccess.Write)) { RandomAccess.Write(h, data, 0); RandomAccess.FlushToDisk(h); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "a handle, not flushed", "void Save() { using (var h = File.OpenHandle(tmp, FileMode.Create, FileAccess.Write)) { RandomAccess.Write(h, data, 0); } {|IOP501:File.Move(tmp, path, true)|}; }" },
        { "opened again to flush", "void Save(string s) { File.WriteAllText(tmp, s); using (var f = new FileStream(tmp, FileMode.Open, FileAccess.ReadWrite)) { f.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; }" },
        { "opened again to flush by handle", "void Save(string s) { File.WriteAllText(tmp, s); using (var h = File.OpenHandle(tmp, FileMode.Open, FileAccess.ReadWrite)) { RandomAccess.FlushToDisk(h); } {|IOP513:File.Move(tmp, path, true)|}; }" },
    };
}
