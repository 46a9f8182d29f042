using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.SyncBeforeFlushAnalyzer, IoPolicy.CodeFixes.SyncBeforeFlushCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP507 on a flush to disk while a writer over the file has bytes in its buffer.</summary>
public sealed class SyncBeforeFlushAnalyzerTests
{
    [Theory]
    [InlineData("a writer", "using var file = File.Create(path);\nusing var writer = new StreamWriter(file);\nwriter.Write(text);\n{|IOP507:file.Flush(true)|};", "using var file = File.Create(path);\nusing var writer = new StreamWriter(file);\nwriter.Write(text);\nwriter.Flush();\nfile.Flush(true);")]
    [InlineData("a buffer", "using var file = File.Create(path);\nusing var buffer = new BufferedStream(file);\nbuffer.Write(data);\n\n// Now the disk.\n{|IOP507:file.Flush(true)|};", "using var file = File.Create(path);\nusing var buffer = new BufferedStream(file);\nbuffer.Write(data);\n\n// Now the disk.\nbuffer.Flush();\nfile.Flush(true);")]
    [InlineData("a name that is a keyword", "using var file = File.Create(path);\nusing var @out = new StreamWriter(file);\n@out.Write(text);\n{|IOP507:file.Flush(true)|};", "using var file = File.Create(path);\nusing var @out = new StreamWriter(file);\n@out.Write(text);\n@out.Flush();\nfile.Flush(true);")]
    public Task The_fix_flushes_the_writer(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, fixedCode));

    [Fact]
    public Task A_compressor_has_no_fix()
    {
        var code = RenameWithoutFlushAnalyzerTests.Class("a trailer", "using var file = File.Create(path); using var zip = new GZipStream(file, CompressionMode.Compress); zip.Write(data); {|IOP507:file.Flush(true)|};");
        return Check.Fixes(code, code);
    }

    [Theory]
    [InlineData("a writer", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write(text); {|IOP507:file.Flush(true)|};")]
    [InlineData("a block", "using (var file = File.Create(path)) using (var writer = new StreamWriter(file, leaveOpen: true)) { writer.WriteLine(text); {|IOP507:file.Flush(flushToDisk: true)|}; }")]
    [InlineData("a compressor", "using var file = File.Create(path); using var zip = new GZipStream(file, CompressionMode.Compress); zip.Write(data); {|IOP507:file.Flush(true)|};")]
    [InlineData("a buffer", "using var file = File.Create(path); using var buffer = new BufferedStream(file); buffer.Write(data); {|IOP507:file.Flush(true)|};")]
    [InlineData("a handle", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write(text); {|IOP507:RandomAccess.FlushToDisk(file.SafeFileHandle)|};")]
    [InlineData("two wrappers", "using var file = File.Create(path); using var zip = new GZipStream(file, CompressionMode.Compress); using var writer = new StreamWriter(zip); writer.Write(text); {|IOP507:file.Flush(true)|};")]
    [InlineData("a write after the flush", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write(text); writer.Flush(); writer.Write(text); {|IOP507:file.Flush(true)|};")]
    public Task A_flush_to_disk_before_the_writer_is_flushed_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("flushed before", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write(text); writer.Flush(); file.Flush(true);")]
    [InlineData("disposed before", "using var file = File.Create(path); using (var writer = new StreamWriter(file, leaveOpen: true)) { writer.Write(text); } file.Flush(true);")]
    [InlineData("flushes itself", "using var file = File.Create(path); using var writer = new StreamWriter(file) { AutoFlush = true }; writer.Write(text); file.Flush(true);")]
    [InlineData("flushes itself later", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.AutoFlush = true; writer.Write(text); file.Flush(true);")]
    [InlineData("a binary writer has no buffer", "using var file = File.Create(path); using var writer = new BinaryWriter(file); writer.Write(1); file.Flush(true);")]
    [InlineData("not written", "using var file = File.Create(path); using var writer = new StreamWriter(file); file.Flush(true);")]
    [InlineData("the file itself", "using var file = File.Create(path); file.Write(data); file.Flush(true);")]
    [InlineData("flushed to disk after the writer too", "using var file = File.Create(path); using (var writer = new StreamWriter(file, leaveOpen: true)) { writer.Write(text); file.Flush(true); } file.Flush(true);")]
    [InlineData("written in one branch", "using var file = File.Create(path); using var writer = new StreamWriter(file); if (durable) { writer.Write(text); } file.Flush(true);")]
    [InlineData("another file", "using var file = File.Create(path); using var writer = new StreamWriter(File.Create(other)); writer.Write(text); file.Flush(true);")]
    [InlineData("no flush to disk", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write(text); file.Flush();")]
    [InlineData("a memory stream", "var file = new MemoryStream(); using var writer = new StreamWriter(file); writer.Write(text); file.Flush();")]
    [InlineData("a helper flushes", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write(text); End(writer); file.Flush(true);")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code).Replace("static void Sync(", "static void End(StreamWriter writer) => writer.Flush(); static void Sync(", StringComparison.Ordinal));
}
