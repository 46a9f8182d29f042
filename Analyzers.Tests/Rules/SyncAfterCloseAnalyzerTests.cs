using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.SyncAfterCloseAnalyzer, IoPolicy.CodeFixes.SyncAfterCloseCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP509 on a flush to disk after the close.</summary>
public sealed class SyncAfterCloseAnalyzerTests
{
    [Theory]
    [InlineData("a writer", "using var file = File.Create(path);\nusing (var writer = new StreamWriter(file))\n{\n    writer.Write(text);\n}\n\n{|IOP509:file.Flush(true)|};", "using var file = File.Create(path);\nusing (var writer = new StreamWriter(file, leaveOpen: true))\n{\n    writer.Write(text);\n}\n\nfile.Flush(true);")]
    [InlineData("a binary writer", "using var file = File.Create(path);\nusing (var writer = new BinaryWriter(file))\n{\n    writer.Write(1);\n}\n\n{|IOP509:file.Flush(true)|};", "using var file = File.Create(path);\nusing (var writer = new BinaryWriter(file, new UTF8Encoding(false, true), leaveOpen: true))\n{\n    writer.Write(1);\n}\n\nfile.Flush(true);")]
    public Task The_fix_leaves_the_file_open(string label, string code, string fixedCode) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, fixedCode));

    [Theory]
    [InlineData("a file without a using", "var file = File.Create(path);\nusing (var writer = new StreamWriter(file))\n{\n    writer.Write(text);\n}\n\n{|IOP509:file.Flush(true)|};")]
    [InlineData("closed by hand", "using var file = File.Create(path);\nfile.Write(data);\nfile.Close();\n{|IOP509:file.Flush(true)|};")]
    public Task The_fix_needs_both_a_using_of_the_file_and_a_writer_that_closes_it(string label, string code) => Check.Fixes(RenameWithoutFlushAnalyzerTests.Indented(label, code), RenameWithoutFlushAnalyzerTests.Indented(label, code));

    [Theory]
    [InlineData("a writer closed it", "var file = File.Create(path); using (var writer = new StreamWriter(file)) { writer.Write(text); } {|IOP509:file.Flush(true)|};")]
    [InlineData("a binary writer closed it", "using var file = File.Create(path); using (var writer = new BinaryWriter(file)) { writer.Write(1); } {|IOP509:file.Flush(true)|};")]
    [InlineData("a compressor closed it", "using var file = File.Create(path); using (var zip = new GZipStream(file, CompressionMode.Compress)) { zip.Write(data); } {|IOP509:file.Flush(flushToDisk: true)|};")]
    [InlineData("two wrappers", "using var file = File.Create(path); using (var zip = new GZipStream(file, CompressionMode.Compress)) using (var writer = new StreamWriter(zip)) { writer.Write(text); } {|IOP509:file.Flush(true)|};")]
    [InlineData("closed by hand", "var file = File.Create(path); file.Write(data); file.Close(); {|IOP509:file.Flush(true)|};")]
    [InlineData("leaveOpen: false", "using var file = File.Create(path); using (var writer = new StreamWriter(file, Encoding.UTF8, 1024, false)) { writer.Write(text); } {|IOP509:file.Flush(true)|};")]
    public Task A_flush_after_the_close_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("left open", "using var file = File.Create(path); using (var writer = new StreamWriter(file, leaveOpen: true)) { writer.Write(text); } file.Flush(true);")]
    [InlineData("left open by a variable", "using var file = File.Create(path); using (var writer = new StreamWriter(file, leaveOpen: durable)) { writer.Write(text); } file.Flush(true);")]
    [InlineData("a binary writer that leaves it open", "using var file = File.Create(path); using (var writer = new BinaryWriter(file, Encoding.UTF8, true)) { writer.Write(1); } file.Flush(true);")]
    [InlineData("before the close", "using var file = File.Create(path); using var writer = new StreamWriter(file); writer.Write(text); writer.Flush(); file.Flush(true);")]
    [InlineData("another file", "using var file = File.Create(path); using (var writer = new StreamWriter(File.Create(other))) { writer.Write(text); } file.Flush(true);")]
    [InlineData("closed in one branch", "var file = File.Create(path); if (durable) { file.Dispose(); } file.Flush(true);")]
    [InlineData("opened again", "var file = File.Create(path); file.Dispose(); file = new FileStream(path, FileMode.Open); file.Flush(true);")]
    [InlineData("a JSON writer does not close it", "using var file = File.Create(path); using (var writer = new System.Text.Json.Utf8JsonWriter(file)) { writer.WriteStartObject(); writer.WriteEndObject(); } file.Flush(true);")]
    [InlineData("a type of the user's own", "using var file = File.Create(path); using (var writer = new Own(file)) { } file.Flush(true);")]
    [InlineData("no flush to disk", "using var file = File.Create(path); using (var writer = new StreamWriter(file)) { writer.Write(text); }")]
    [InlineData("in a loop, one file each", "foreach (var name in names) { using var file = File.Create(name); file.Write(data); file.Flush(true); }")]
    [InlineData("a return between", "var file = File.Create(path); if (durable) { file.Dispose(); return; } file.Flush(true);")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code) + "class Own(Stream file) : IDisposable { public void Dispose() => file.ToString(); }");
}
