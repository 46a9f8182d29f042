using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnsyncedDirectoryAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

/// <summary>IOP513 on renames of flushed files.</summary>
public sealed class UnsyncedDirectoryAnalyzerTests
{
    [Theory]
    [InlineData("a stream", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } {|IOP513:File.Move(tmp, path, true)|};")]
    [InlineData("a replacement", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } {|IOP513:File.Replace(tmp, path, null)|};")]
    [InlineData("a handle", "using (var file = File.OpenHandle(tmp, FileMode.Create, FileAccess.Write)) { RandomAccess.Write(file, data, 0); RandomAccess.FlushToDisk(file); } {|IOP513:File.Move(tmp, path)|};")]
    [InlineData("a writer", "using (var file = File.Create(tmp)) using (var writer = new StreamWriter(file)) { writer.Write(text); writer.Flush(); file.Flush(true); } {|IOP513:File.Move(tmp, path, true)|};")]
    [InlineData("another directory is flushed before", "FsyncDirectory(dir); using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } {|IOP513:File.Move(tmp, path, true)|}; void FsyncDirectory(string name) { }")]
    public Task A_rename_without_a_flush_of_the_directory_is_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Theory]
    [InlineData("the file is not flushed, which IOP501 reports", "File.WriteAllText(tmp, text); File.Move(tmp, path, true);")]
    [InlineData("a helper flushes the directory", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } File.Move(tmp, path, true); FsyncDirectory(dir); void FsyncDirectory(string name) { }")]
    [InlineData("SyncParent", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } File.Move(tmp, path, true); SyncParent(path); void SyncParent(string name) { }")]
    [InlineData("a P/Invoke", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } File.Move(tmp, path, true); using var handle = File.OpenHandle(dir); fsync(handle);")]
    [InlineData("unknown content", "File.Move(tmp, path, true);")]
    [InlineData("flushed in one branch", "using (var file = File.Create(tmp)) { file.Write(data); if (durable) { file.Flush(true); } } File.Move(tmp, path, true);")]
    [InlineData("flushed if a variable is true", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(durable); } File.Move(tmp, path, true);")]
    [InlineData("the moved file is deleted", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } File.Move(tmp, path, true); File.Delete(path);")]
    [InlineData("into the temporary directory", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } File.Move(tmp, Path.Combine(Path.GetTempPath(), text));")]
    [InlineData("a log that is rotated", "using (var file = new FileStream(path, FileMode.Append)) { file.Write(data); file.Flush(true); } File.Move(path, other);")]
    [InlineData("no rename", "using (var file = File.Create(path)) { file.Write(data); file.Flush(true); }")]
    [InlineData("DurableFile", "using var save = DurableFile.Create(path); save.Stream.Write(data); save.Commit();")]
    public Task Anything_else_is_not_reported(string label, string code) => Check.Reports(RenameWithoutFlushAnalyzerTests.Class(label, code));

    [Fact]
    public Task The_durability_option_makes_the_report_a_warning() => Check.Reports(
        RenameWithoutFlushAnalyzerTests.Class("required", "using (var file = File.Create(tmp)) { file.Write(data); file.Flush(true); } {|#0:File.Move(tmp, path, true)|};"),
        "iopolicy.durability = required",
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP513", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0));
}
