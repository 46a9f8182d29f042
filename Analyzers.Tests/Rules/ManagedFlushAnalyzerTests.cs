using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ManagedFlushAnalyzer, IoPolicy.CodeFixes.ManagedFlushCodeFix>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP502 on a flush of the managed buffer before a rename, or in a method whose name says that it flushes to disk.</summary>
public sealed class ManagedFlushAnalyzerTests
{
    [Theory]
    [InlineData("Flush()", "file.Flush()", "file.Flush(flushToDisk: true)")]
    [InlineData("Flush(false)", "file.Flush(false)", "file.Flush(flushToDisk: true)")]
    [InlineData("a named argument", "file.Flush(flushToDisk: false)", "file.Flush(flushToDisk: true)")]
    public Task The_fix_flushes_to_disk(string label, string flush, string toDisk) => Check.Fixes(
        RenameWithoutFlushAnalyzerTests.Class(label, $"using (var file = File.Create(tmp)) {{ file.Write(data); {{|IOP502:{flush}|}}; }} File.Move(tmp, path, true);"),
        RenameWithoutFlushAnalyzerTests.Class(label, $"using (var file = File.Create(tmp)) {{ file.Write(data); {toDisk}; }} File.Move(tmp, path, true);"));

    [Theory]
    [InlineData("await {|IOP502:file.FlushAsync()|};")]
    [InlineData("await {|IOP502:file.FlushAsync(CancellationToken.None)|}.ConfigureAwait(false);")]
    public Task The_fix_replaces_an_awaited_flush(string flush) => Check.Fixes(
        RenameWithoutFlushAnalyzerTests.Class("async", $"await using (var file = File.Create(tmp)) {{ await file.WriteAsync(data); {flush} }} File.Move(tmp, path, true);", isAsync: true),
        RenameWithoutFlushAnalyzerTests.Class("async", "await using (var file = File.Create(tmp)) { await file.WriteAsync(data); file.Flush(flushToDisk: true); } File.Move(tmp, path, true);", isAsync: true));

    [Fact]
    public Task A_task_that_is_returned_has_no_fix()
    {
        const string Code = "class C { readonly FileStream _file = null!; Task FlushToDiskAsync() => {|IOP502:_file.FlushAsync()|}; }";
        return Check.Fixes(Code, Code);
    }

    [Theory]
    [InlineData("before a rename", "using (var file = File.Create(tmp)) { file.Write(data); {|IOP502:file.Flush()|}; } File.Move(tmp, path, true);")]
    [InlineData("before a replacement", "using (var file = File.Create(tmp)) { file.Write(data); {|IOP502:file.Flush()|}; } File.Replace(tmp, path, null);")]
    [InlineData("Flush(false)", "using (var file = File.Create(tmp)) { file.Write(data); {|IOP502:file.Flush(false)|}; } File.Move(tmp, path, true);")]
    [InlineData("after the flush of a writer", "using (var file = File.Create(tmp)) { using var writer = new StreamWriter(file); writer.Write(text); writer.Flush(); {|IOP502:file.Flush()|}; } File.Move(tmp, path, true);")]
    [InlineData("closed by hand", "var file = new FileStream(tmp, FileMode.Create); file.Write(data); {|IOP502:file.Flush()|}; file.Close(); File.Move(tmp, path, true);")]
    [InlineData("an earlier flush to disk", "using (var file = File.Create(tmp)) { file.Flush(true); file.Write(data); {|IOP502:file.Flush()|}; } File.Move(tmp, path, true);")]
    [InlineData("a serializer", "using (var file = File.Create(tmp)) { System.Text.Json.JsonSerializer.Serialize(file, text); {|IOP502:file.Flush()|}; } File.Move(tmp, path, true);")]
    public Task A_flush_before_a_rename_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Fact]
    public Task An_asynchronous_flush_before_a_rename_is_reported() => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(
        "async", "await using (var file = File.Create(tmp)) { await file.WriteAsync(data); await {|IOP502:file.FlushAsync()|}.ConfigureAwait(false); } File.Move(tmp, path, true);", isAsync: true));

    [Theory]
    [InlineData("void FlushToDisk() { {|IOP502:_file.Flush()|}; }")]
    [InlineData("public void WriteToDisk(byte[] data) { _file.Write(data); {|IOP502:_file.Flush()|}; }")]
    [InlineData("Task FlushToDiskAsync() => {|IOP502:_file.FlushAsync()|};")]
    [InlineData("static void Fsync(FileStream file) => {|IOP502:file.Flush()|};")]
    [InlineData("void SaveToDisk() { _file.Flush(true); }", Label = "a flush to disk")]
    [InlineData("void FlushToDisk() { _writer.Flush(); }", Label = "a flush of a writer")]
    [InlineData("void FlushToDisk(Stream other) { other.Flush(); }", Label = "a stream that may be no file")]
    [InlineData("void FlushToDisk(bool really) { if (really) { _file.Flush(true); } else { _file.Flush(); } }", Label = "a flush to disk in one branch")]
    [InlineData("void Flush() { _file.Flush(); }", Label = "a name without the disk: Flush")]
    [InlineData("void Save() { _file.Flush(); }", Label = "a name without the disk: Save")]
    public Task A_managed_flush_in_a_method_that_names_the_disk_is_reported(string member) => Check.Reports($$"""
        class C
        {
            private readonly FileStream _file = File.Create("a");
            private readonly StreamWriter _writer = new("b");
            {{member}}
        }
        """);

    [Theory]
    [InlineData("flushed to disk", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(); file.Flush(true); } File.Move(tmp, path, true);")]
    [InlineData("flushed to disk before", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); file.Flush(); } File.Move(tmp, path, true);")]
    [InlineData("no rename", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(); }")]
    [InlineData("a write after it", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(); file.Write(data); } File.Move(tmp, path, true);")]
    [InlineData("a flush before the length is read", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(); Console.WriteLine(file.Length); } File.Move(tmp, path, true);")]
    [InlineData("a flush before a second pass", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(); file.Position = 0; file.ReadByte(); } File.Move(tmp, path, true);")]
    [InlineData("the flush of a writer", "using (var file = File.Create(tmp)) using (var writer = new StreamWriter(file)) { writer.Write(text); writer.Flush(); } File.Move(tmp, path, true);")]
    [InlineData("in one branch", "using (var file = File.Create(tmp)) { file.Write(data); if (durable) { file.Flush(); } } File.Move(tmp, path, true);")]
    [InlineData("written through", "using (var file = new FileStream(tmp, FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.WriteThrough)) { file.Write(data); file.Flush(); } File.Move(tmp, path, true);")]
    [InlineData("another file", "using (var file = File.Create(other)) { file.Write(data); file.Flush(); } File.Move(tmp, path, true);")]
    [InlineData("a memory stream", "var file = new MemoryStream(); file.Write(data); file.Flush(); File.Move(tmp, path, true);")]
    [InlineData("the moved file is deleted", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(); } File.Move(tmp, path, true); File.Delete(path);")]
    public Task Another_flush_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));
}
