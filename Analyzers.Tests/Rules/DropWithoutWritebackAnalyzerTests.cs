using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.DropWithoutWritebackAnalyzer, IoPolicy.CodeFixes.DropWithoutWritebackCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class DropWithoutWritebackAnalyzerTests
{
    [Theory]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "a write")]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); file.Flush(); {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "a Flush that only empties the buffer")]
    [InlineData("void M(SafeFileHandle file, byte[] data) { RandomAccess.Write(file, data, 0); {|IOP203:PageCache.Drop(file)|}; }", Label = "a handle")]
    [InlineData("async Task M(FileStream file, byte[] data) { await file.WriteAsync(data); await file.FlushAsync(); {|IOP203:PageCache.Drop(file.SafeFileHandle, 0, data.Length)|}; }", Label = "an asynchronous write and flush")]
    [InlineData("void M(string path, byte[] data) { using var file = File.Create(path); file.Write(data); {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "an opened file")]
    [InlineData("void M(FileStream file, byte[][] rows) { foreach (var row in rows) { file.Write(row); } {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "writes in a loop")]
    [InlineData("void M(Stream from, FileStream file) { from.CopyTo(file); file.Position = 0; {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "a copy and a rewind")]
    [InlineData("async Task M(Stream from, FileStream file) { await from.CopyToAsync(file); file.Position = 0; {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "an asynchronous copy and a rewind")]
    [InlineData("void M(FileStream file) { file.WriteByte(1); file.SetLength(1); {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "a SetLength between")]
    [InlineData("void M(FileStream file) { file.WriteByte(1); file.Seek(0, SeekOrigin.Begin); {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; }", Label = "a Seek between")]
    [InlineData("void M(FileStream file, bool last) { file.WriteByte(1); if (last) { {|IOP203:PageCache.Drop(file.SafeFileHandle)|}; } }", Label = "a drop under a condition")]
    public Task A_drop_of_dirty_pages_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); file.Flush(true); PageCache.Drop(file.SafeFileHandle); }", Label = "a flush to disk")]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); file.Flush(flushToDisk: true); PageCache.Drop(file.SafeFileHandle); }", Label = "a flush to disk by a named argument")]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); PageCache.WriteBackAndDrop(file.SafeFileHandle); }", Label = "a drop that writes back")]
    [InlineData("void M(SafeFileHandle file, byte[] data) { RandomAccess.Write(file, data, 0); RandomAccess.FlushToDisk(file); PageCache.Drop(file); }", Label = "a flush of the handle")]
    [InlineData("void M(FileStream file, byte[] data) { file.ReadExactly(data); PageCache.Drop(file.SafeFileHandle); }", Label = "a read")]
    [InlineData("void M(FileStream file, byte[] data) { PageCache.Drop(file.SafeFileHandle); file.Write(data); }", Label = "a write after the drop")]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); Sync(file); PageCache.Drop(file.SafeFileHandle); } static void Sync(FileStream file) { }", Label = "a helper that may flush")]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); fsync(file.SafeFileHandle); PageCache.Drop(file.SafeFileHandle); } static extern int fsync(SafeFileHandle file);", Label = "fsync")]
    [InlineData("void M(FileStream file, FileStream other, byte[] data) { other.Write(data); PageCache.Drop(file.SafeFileHandle); }", Label = "a write to another file")]
    [InlineData("void M(FileStream file, FileStream other, byte[] data) { file.Write(data); file = other; PageCache.Drop(file.SafeFileHandle); }", Label = "a parameter that gets another file")]
    [InlineData("void M(FileStream file, byte[] data, bool write) { if (write) { file.Write(data); } else { PageCache.Drop(file.SafeFileHandle); } }", Label = "a write in the other branch")]
    [InlineData("void M(string path, byte[] data) { using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, 0, FileOptions.WriteThrough); file.Write(data); PageCache.Drop(file.SafeFileHandle); }", Label = "a file opened with WriteThrough")]
    [InlineData("void M(FileStream file, byte[] data) { Action write = () => file.Write(data); PageCache.Drop(file.SafeFileHandle); }", Label = "a write in a lambda")]
    [InlineData("void M(Stream file, FileStream other, byte[] data) { file.Write(data); PageCache.Drop(other.SafeFileHandle); }", Label = "a write to another stream")]
    [InlineData("void M(FileStream file, byte[] data) { file.Write(data); Drop(file.SafeFileHandle); } static void Drop(SafeFileHandle file) { }", Label = "a Drop of the user")]
    public Task A_drop_that_may_be_of_clean_pages_is_not_reported(string member) => Check.Reports(Class(member));

    [Fact]
    public Task The_fix_writes_back_first() => Check.Fixes(
        Class("void M(FileStream file, byte[] data) { file.Write(data); var outcome = {|IOP203:PageCache.Drop(file.SafeFileHandle, 0, 10)|}; /* why */ }"),
        Class("void M(FileStream file, byte[] data) { file.Write(data); var outcome = PageCache.WriteBackAndDrop(file.SafeFileHandle, 0, 10); /* why */ }"));

    [Fact]
    public Task Fix_all_changes_each_drop() => Check.Fixes(
        Class("void M(FileStream a, FileStream b) { a.WriteByte(1); b.WriteByte(1); {|IOP203:PageCache.Drop(a.SafeFileHandle)|}; {|IOP203:PageCache.Drop(b.SafeFileHandle)|}; }"),
        Class("void M(FileStream a, FileStream b) { a.WriteByte(1); b.WriteByte(1); PageCache.WriteBackAndDrop(a.SafeFileHandle); PageCache.WriteBackAndDrop(b.SafeFileHandle); }"),
        iterations: 2);

    [Fact]
    public Task The_message_names_the_file_and_the_line_of_the_last_write() => Check.Reports(
        Class("void M(FileStream file) { file.WriteByte(1);\n{|#1:file.WriteByte(2)|};\n{|#0:PageCache.Drop(file.SafeFileHandle)|}; }"),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP203", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithMessage(
            "PageCache.Drop of 'file' follows a write at line 17 without write-back, and the kernel skips dirty pages. Use PageCache.WriteBackAndDrop."));

    private static string Class(string member) => $$"""
        class C
        {
            {{member}}
        }
        """;
}
