using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.PublishBeforeDisposeAnalyzer, IoPolicy.CodeFixes.PublishBeforeDisposeCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP508 on a rename while a compressor or writer over the file is open.</summary>
public sealed class PublishBeforeDisposeAnalyzerTests
{
    [Theory]
    [InlineData("a compressor", "using var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress);\nzip.Write(data);\n{|IOP508:File.Move(tmp, path, true)|};", "using var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress);\nzip.Write(data);\nzip.Dispose();\nFile.Move(tmp, path, true);")]
    [InlineData("a writer", "using var writer = new StreamWriter(tmp);\nwriter.Write(text);\n// The new name.\n{|IOP508:File.Move(tmp, path, true)|};", "using var writer = new StreamWriter(tmp);\nwriter.Write(text);\n// The new name.\nwriter.Dispose();\nFile.Move(tmp, path, true);")]
    public Task The_fix_disposes_before(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, fixedCode));

    [Theory]
    [InlineData("an outer object", "var zip = new BufferedStream(new GZipStream(File.Create(tmp), CompressionMode.Compress));\nzip.Write(data);\nzip.Flush();\n{|IOP508:File.Move(tmp, path, true)|};")]
    public Task Without_a_variable_there_is_no_fix(string label, string code) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, code));

    [Theory]
    [InlineData("flushed", "using var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); zip.Flush(); {|IOP508:File.Move(tmp, path, true)|};")]
    [InlineData("not flushed", "using var zip = new BrotliStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); {|IOP508:File.Move(tmp, path, true)|};")]
    [InlineData("flushed to disk", "using var file = File.Create(tmp); using var zip = new DeflateStream(file, CompressionMode.Compress); zip.Write(data); zip.Flush(); file.Flush(true); {|IOP508:File.Move(tmp, path, true)|};")]
    [InlineData("a writer with bytes", "using var writer = new StreamWriter(tmp); writer.Write(text); {|IOP508:File.Move(tmp, path, true)|};")]
    [InlineData("a writer over a file", "using var file = File.Create(tmp); using var writer = new StreamWriter(file); writer.Write(text); {|IOP508:File.Move(tmp, path, true)|};")]
    [InlineData("a buffer with bytes", "using var file = File.Create(tmp); using var buffer = new BufferedStream(file); buffer.Write(data); {|IOP508:File.Move(tmp, path, true)|};")]
    [InlineData("an encryption with bytes", "using var file = File.Create(tmp); using var crypto = new System.Security.Cryptography.CryptoStream(file, System.Security.Cryptography.Aes.Create().CreateEncryptor(), System.Security.Cryptography.CryptoStreamMode.Write); crypto.Write(data); {|IOP508:File.Move(tmp, path, true)|};")]
    [InlineData("inside the block", "using (var zip = new ZLibStream(File.Create(tmp), CompressionMode.Compress)) { zip.Write(data); {|IOP508:File.Replace(tmp, path, null)|}; }")]
    [InlineData("an archive", "using var zip = new ZipArchive(File.Create(tmp), ZipArchiveMode.Create); zip.CreateEntry(text); {|IOP508:File.Move(tmp, path, true)|};")]
    public Task A_rename_before_the_writer_is_closed_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("disposed of", "using (var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress)) { zip.Write(data); } File.Move(tmp, path, true);")]
    [InlineData("closed", "var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); zip.Close(); File.Move(tmp, path, true);")]
    [InlineData("closed by a writer", "using (var writer = new StreamWriter(new GZipStream(File.Create(tmp), CompressionMode.Compress))) { writer.Write(text); } File.Move(tmp, path, true);")]
    [InlineData("a flushed writer", "using var writer = new StreamWriter(tmp); writer.Write(text); writer.Flush(); File.Move(tmp, path, true);")]
    [InlineData("a writer that flushes itself", "using var writer = new StreamWriter(tmp) { AutoFlush = true }; writer.Write(text); File.Move(tmp, path, true);")]
    [InlineData("an open file", "using var file = File.Create(tmp); file.Write(data); file.Flush(); File.Move(tmp, path, true);")]
    [InlineData("not written", "using var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); File.Move(tmp, path, true);")]
    [InlineData("another file", "using var zip = new GZipStream(File.Create(other), CompressionMode.Compress); zip.Write(data); File.Move(tmp, path, true);")]
    [InlineData("disposed of in one branch", "var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); if (durable) { zip.Dispose(); } File.Move(tmp, path, true);")]
    [InlineData("disposed of by a helper", "var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); End(zip); File.Move(tmp, path, true);")]
    [InlineData("disposed of in a finally", "var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); try { zip.Write(data); } finally { zip.Dispose(); } File.Move(tmp, path, true);")]
    [InlineData("left open by a variable", "var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); using (var writer = new StreamWriter(zip, leaveOpen: durable)) { writer.Write(text); } File.Move(tmp, path, true);")]
    [InlineData("open in later iterations of a loop only", "var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); zip.Dispose(); foreach (var name in names) { File.Move(tmp, path, true); zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); }")]
    [InlineData("no rename", "using var zip = new GZipStream(File.Create(tmp), CompressionMode.Compress); zip.Write(data); zip.Flush();")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code).Replace("static void Sync(", "static void End(Stream zip) { zip.Dispose(); } static void Sync(", StringComparison.Ordinal));
}
