using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.OverwriteWithoutTruncateAnalyzer, IoPolicy.CodeFixes.OverwriteWithoutTruncateCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP504 on openings that keep the old bytes.</summary>
public sealed class OverwriteWithoutTruncateAnalyzerTests
{
    [Theory]
    [InlineData("OpenWrite", "using var file = {|IOP504:File.OpenWrite(path)|}; file.Write(data);", "using var file = File.Create(path); file.Write(data);")]
    [InlineData("FileInfo", "using var file = {|IOP504:new FileInfo(path).OpenWrite()|}; file.Write(data);", "using var file = new FileInfo(path).Create(); file.Write(data);")]
    [InlineData("a constructor", "using var file = {|IOP504:new FileStream(path, FileMode.OpenOrCreate)|}; file.Write(data);", "using var file = new FileStream(path, FileMode.Create); file.Write(data);")]
    [InlineData("Open", "using var file = {|IOP504:File.Open(path, FileMode.OpenOrCreate, FileAccess.Write)|}; file.Write(data);", "using var file = File.Open(path, FileMode.Create, FileAccess.Write); file.Write(data);")]
    [InlineData("options", "using var file = {|IOP504:new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write })|}; file.Write(data);", "using var file = new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write }); file.Write(data);")]
    [InlineData("comments", "using var file = {|IOP504:File.Open(path, FileMode./* keep */OpenOrCreate /* this too */, FileAccess.Write)|}; file.Write(data);", "using var file = File.Open(path, FileMode./* keep */Create /* this too */, FileAccess.Write); file.Write(data);")]
    public Task The_fix_truncates_the_file(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Class(label, code), RenameWithoutFlushAnalyzerTests.Class(label, fixedCode));

    [Theory]
    [InlineData("a stream", "using var file = {|IOP504:File.OpenWrite(path)|}; file.Write(data);")]
    [InlineData("a copy", "using var file = {|IOP504:File.OpenWrite(path)|}; source.CopyTo(file);")]
    [InlineData("a writer", "using var writer = new StreamWriter({|IOP504:File.OpenWrite(path)|}); writer.Write(text);")]
    [InlineData("a writer that is passed on", "using var writer = new StreamWriter({|IOP504:File.OpenWrite(path)|}); Print(writer, text);")]
    [InlineData("a serializer", "using (var file = {|IOP504:File.OpenWrite(path)|}) { System.Text.Json.JsonSerializer.Serialize(file, text); }")]
    [InlineData("a document", "using var file = {|IOP504:File.OpenWrite(path)|}; new System.Xml.Linq.XDocument().Save(file);")]
    [InlineData("a compressor", "using var zip = new GZipStream({|IOP504:File.OpenWrite(path)|}, CompressionMode.Compress); source.CopyTo(zip);")]
    [InlineData("a mode", "using var file = {|IOP504:new FileStream(path, FileMode.OpenOrCreate)|}; file.Write(data);")]
    [InlineData("a mode and an access", "using var file = {|IOP504:new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None)|}; file.Write(data, 0, data.Length);")]
    [InlineData("File.Open", "using var file = {|IOP504:File.Open(path, FileMode.OpenOrCreate)|}; file.Write(data);")]
    [InlineData("options", "using var file = {|IOP504:new FileStream(path, new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.Write })|}; file.Write(data);")]
    [InlineData("FileInfo", "using var file = {|IOP504:new FileInfo(path).OpenWrite()|}; file.Write(data);")]
    [InlineData("a loop", "using var file = {|IOP504:File.OpenWrite(path)|}; foreach (var part in parts) { file.Write(part); }")]
    [InlineData("a helper writes", "using var file = {|IOP504:File.OpenWrite(path)|}; Fill(file, data);")]
    [InlineData("an extension writes", "using var file = {|IOP504:File.OpenWrite(path)|}; file.FillWith(data);")]
    [InlineData("a helper with one caller that has an old file", "Copy(Path.GetTempFileName(), data); Copy(path, data); } static void Copy(string to, byte[] data) { using var file = {|IOP504:File.OpenWrite(to)|}; file.Write(data);")]
    [InlineData("a helper whose callers are unknown", "} internal static void Copy(string to, byte[] data) { using var file = {|IOP504:File.OpenWrite(to)|}; file.Write(data); } void N() { Copy(Path.GetTempFileName(), []);")]
    [InlineData("a helper that is used as a delegate", "Action<string> copy = Copy; Copy(Path.GetTempFileName()); } static void Copy(string to) { using var file = {|IOP504:File.OpenWrite(to)|}; file.Write(new byte[to.Length]);")]
    public Task An_old_tail_is_reported(string label, string code) => Check.Reports(Class(label, code));

    [Theory]
    [InlineData("using var file = {|IOP504:File.OpenWrite(path)|}; await source.CopyToAsync(file);")]
    [InlineData("await using (var file = {|IOP504:File.OpenWrite(path)|}) { await file.WriteAsync(data).ConfigureAwait(false); }")]
    public Task An_asynchronous_write_is_reported(string code) => Check.Reports(Class("async", code).Replace("void M", "async Task M"));

    [Theory]
    [InlineData("truncated", "using var file = File.OpenWrite(path); file.SetLength(0); file.Write(data);")]
    [InlineData("truncated at the end", "using var file = File.OpenWrite(path); file.Write(data); file.SetLength(file.Position);")]
    [InlineData("truncated by a helper", "using var file = File.OpenWrite(path); Empty(file); file.Write(data);")]
    [InlineData("moved to the end", "using var file = File.OpenWrite(path); file.Seek(0, SeekOrigin.End); file.Write(data);")]
    [InlineData("positioned", "using var file = File.OpenWrite(path); file.Position = 512; file.Write(data);")]
    [InlineData("read as well", "using var file = new FileStream(path, FileMode.OpenOrCreate); file.ReadByte(); file.Write(data);")]
    [InlineData("asked for its length", "using var file = File.OpenWrite(path); if (file.Length == 0) { file.Write(data); }")]
    [InlineData("not written: a lock", "using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None); Console.WriteLine(path);")]
    [InlineData("read only", "using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Read); file.ReadByte();")]
    [InlineData("File.Create", "using var file = File.Create(path); file.Write(data);")]
    [InlineData("FileMode.Create", "using var file = new FileStream(path, FileMode.Create); file.Write(data);")]
    [InlineData("FileMode.Append", "using var file = new FileStream(path, FileMode.Append); file.Write(data);")]
    [InlineData("FileMode.CreateNew", "using var file = new FileStream(path, FileMode.CreateNew); file.Write(data);")]
    [InlineData("FileMode.Open, which patches a file", "using var file = new FileStream(path, FileMode.Open, FileAccess.Write); file.Write(data);")]
    [InlineData("deleted before", "File.Delete(path); using var file = File.OpenWrite(path); file.Write(data);")]
    [InlineData("only a new file", "if (!File.Exists(path)) { using var file = File.OpenWrite(path); file.Write(data); }")]
    [InlineData("a temporary file", "var made = Path.GetTempFileName(); using var file = File.OpenWrite(made); file.Write(data);")]
    [InlineData("a random name", "using var file = File.OpenWrite(Path.Combine(path, Guid.NewGuid().ToString())); file.Write(data);")]
    [InlineData("passed to unknown code", "using var file = File.OpenWrite(path); Elsewhere(file); file.Write(data);")]
    [InlineData("passed to unknown code, and then its writer too", "using var file = File.OpenWrite(path); Elsewhere(file); using var writer = new StreamWriter(file); Console.SetOut(writer); file.Write(data);")]
    [InlineData("kept in a field", "var file = File.OpenWrite(path); file.Write(data); _kept = file;")]
    [InlineData("a fixed record", "using var file = File.OpenWrite(path); file.Write(BitConverter.GetBytes(1L)); file.WriteByte(1);")]
    [InlineData("numbers", "using var writer = new BinaryWriter(File.OpenWrite(path)); writer.Write(1); writer.Write(2L);")]
    [InlineData("a device", "using var file = File.OpenWrite(\"/dev/null\"); file.Write(data);")]
    [InlineData("by offset", "using var file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write); RandomAccess.Write(file, data, 10);")]
    [InlineData("captured in a lambda", "var file = File.OpenWrite(path); Action cut = () => file.SetLength(0); cut(); file.Write(data);")]
    [InlineData("an archive that is updated", "using var file = new FileStream(path, FileMode.OpenOrCreate); using var zip = new ZipArchive(file, ZipArchiveMode.Update); zip.CreateEntry(text);")]
    [InlineData("an object with a file of its own", "var own = new TempFile(); using var file = File.OpenWrite(own); file.Write(data); } class TempFile { public static implicit operator string(TempFile file) => Path.GetTempFileName(); } void N() {")]
    [InlineData("a helper for new files", "Copy(Path.GetTempFileName(), data); var one = Path.Combine(path, Path.GetRandomFileName()); Copy(one, data); } static void Copy(string to, byte[] data) { using var file = File.OpenWrite(to); file.Write(data);")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(Class(label, code));

    private static string Class(string label, string code) => $$"""
        // {{label}}
        class C
        {
            private FileStream? _kept;

            void M(string path, string text, byte[] data, Stream source, byte[][] parts)
            {
                {{code}}
            }

            static void Fill(Stream stream, byte[] data) => stream.Write(data);
            static void Empty(Stream stream) => stream.SetLength(0);
            static void Print(TextWriter writer, string text) => writer.WriteLine(text);
            [System.Runtime.InteropServices.DllImport("c")] static extern void Elsewhere(FileStream stream);
        }

        static class E { public static void FillWith(this Stream stream, byte[] data) { stream.Write(data); } }
        """;
}
