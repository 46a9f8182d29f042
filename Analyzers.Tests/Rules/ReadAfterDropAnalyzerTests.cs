using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ReadAfterDropAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class ReadAfterDropAnalyzerTests
{
    [Theory]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 0; {|IOP208:file.ReadByte()|}; }", Label = "a read after a load")]
    [InlineData("void M(FileStream file) { Save(file); file.Seek(0, SeekOrigin.Begin); {|IOP208:Load(file)|}; }", Label = "a load after a save")]
    [InlineData("void M(FileStream file) { PageCache.WriteBackAndDrop(file.SafeFileHandle); file.Position = 0; {|IOP208:file.CopyTo(Stream.Null)|}; }", Label = "a copy after a drop by hand")]
    [InlineData("async Task M(string path) { await using var file = File.OpenRead(path); PageCache.Drop(file.SafeFileHandle); file.Position = 0L; await {|IOP208:file.ReadExactlyAsync(new byte[10])|}; }", Label = "an asynchronous read of an opened file")]
    [InlineData("void M(FileStream file, bool verify) { Save(file); if (verify) { file.Flush(); } file.Position = 0; if (verify) { {|IOP208:file.ReadByte()|}; } }", Label = "the same condition twice")]
    [InlineData("void M(FileStream file) { PageCache.Drop(file.SafeFileHandle, 0, 0); file.Position = 0; {|IOP208:Peek(file)|}; }", Label = "a drop of length 0, which means the whole file")]
    [InlineData("void M(FileStream file) { Load(file); file.Write(new byte[10]); file.Position = 0; {|IOP208:file.ReadByte()|}; }", Label = "a write before the rewind")]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 0; {|IOP208:file.ReadByte()|}; file.Write(new byte[10]); }", Label = "a write after the read")]
    public Task A_read_of_dropped_pages_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void M(FileStream file) { Load(file); }", Label = "no read")]
    [InlineData("void M(FileStream file) { Load(file); file.ReadByte(); }", Label = "a read at the end")]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 0; }", Label = "a rewind without a read")]
    [InlineData("void M(FileStream file) { file.Position = 0; file.ReadByte(); Load(file); }", Label = "a read before the load")]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 100; file.ReadByte(); }", Label = "another position")]
    [InlineData("void M(FileStream file) { Load(file); file.Seek(0, SeekOrigin.Current); file.ReadByte(); }", Label = "a seek from the position")]
    [InlineData("void M(FileStream file) { Load(file); file.Seek(0, SeekOrigin.End); file.ReadByte(); }", Label = "a seek to the end")]
    [InlineData("void M(FileStream file) { Load(file); file.Seek(4096, SeekOrigin.Begin); file.ReadByte(); }", Label = "a seek to another position")]
    [InlineData("void M(FileStream file, FileStream other) { Load(file); other.Position = 0; other.ReadByte(); }", Label = "another file")]
    [InlineData("void M(FileStream file, FileStream other) { Load(file); file = other; file.Position = 0; file.ReadByte(); }", Label = "a parameter that gets another file")]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 0; file.Write(new byte[100]); }", Label = "a write")]
    [InlineData("void M(FileStream file) { Peek(file); file.Position = 0; file.CopyTo(Stream.Null); }", Label = "a header before")]
    [InlineData("void M(FileStream file) { PageCache.Drop(file.SafeFileHandle, 4096, 4096); file.Position = 0; file.ReadByte(); }", Label = "a drop of a part")]
    [InlineData("void M(FileStream file) { Windowed(file); file.Position = 0; Load(file); }", Label = "a save with windows before")]
    [InlineData("void M(FileStream file) { Tail(file); file.Position = 0; file.ReadByte(); }", Label = "a load that drops only the accessed range")]
    [InlineData("void M(FileStream file) { Shared(file); file.Position = 0; file.ReadByte(); } [DropPagesAfterFullRead(PreserveCached = true)] static void Shared(Stream file) { file.CopyTo(Stream.Null); }", Label = "a load that preserves cached pages")]
    [InlineData("void M(FileStream file, bool again) { if (again) { Load(file); } else { file.Position = 0; file.ReadByte(); } }", Label = "the other branch")]
    [InlineData("void M(FileStream file) { Load(file); Action read = () => { file.Position = 0; file.ReadByte(); }; }", Label = "a lambda")]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 0; file.Write(new byte[10]); file.Position = 0; file.ReadByte(); }", Label = "a write before the read")]
    [InlineData("void M(FileStream to) { var memory = new MemoryStream(); Save(memory); memory.Position = 0; memory.CopyTo(to); }", Label = "a stream in memory")]
    // A call that bypasses the policy (IOP301) drops nothing.
    [InlineData("} static class Hidden { static void M(FileStream file) { Pass(file); file.Position = 0; file.ReadByte(); } [DropPagesAfterFullRead] static void Pass(Stream file) => file.CopyTo(Stream.Null);", Label = "a private load in a static class")]
    // An override of the method may drop nothing, or read nothing.
    [InlineData("void M(FileStream file) { Hook(file); file.Position = 0; file.ReadByte(); } [DropPagesAfterFullRead] protected virtual void Hook(Stream file) { file.CopyTo(Stream.Null); }", Label = "a virtual load before")]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 0; Hook(file); } [DropPagesAfterFullRead] protected virtual void Hook(Stream file) { file.CopyTo(Stream.Null); }", Label = "a virtual load after")]
    // A call may drop nothing if it is not proven to read more than a header, and may read nothing if no read is proven.
    [InlineData("void M(FileStream file) { Set(file); file.Position = 0; file.ReadByte(); } [DropPagesAfterFullRead] static void Set(Stream file) { file.SetLength(5); }", Label = "a load that reads nothing")]
    [InlineData("void M(FileStream file) { Set(file); file.Position = 0; file.ReadByte(); } [DropPagesAfterFullRead] static void Set(Stream file) { file.ReadExactly(new byte[52]); }", Label = "a load of a header")]
    [InlineData("void M(FileStream file) { Set(file); file.Position = 0; file.ReadByte(); } [DropPagesAfterFullRead] static void Set(Stream file) { s_set(file); } static Action<Stream> s_set = null!;", Label = "a load by a delegate")]
    [InlineData("void M(FileStream file) { Load(file); file.Position = 0; Set(file); } [DropPagesAfterFullRead] static void Set(Stream file) { _ = file.Length; }", Label = "a read of the length alone")]
    public Task Other_reads_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("Load(file)", "[DropPagesAfterFullRead] of 'Load'")]
    [InlineData("Save(file)", "[DropPagesAfterFullWrite] of 'Save'")]
    [InlineData("PageCache.Drop(file.SafeFileHandle)", "PageCache.Drop")]
    public Task The_message_names_the_drop_and_its_line(string drop, string name) => Check.Reports(
        Class($"void M(FileStream file) {{ {{|#1:{drop}|}}; file.Position = 0; {{|#0:file.ReadByte()|}}; }}"),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP208", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1).WithMessage(
            $"This reads 'file' from disk again because {name} at line 21 dropped its pages. Drop after the last read."));

    private static string Class(string member) => $$"""
        class C
        {
            [DropPagesAfterFullRead] static void Load(Stream file) { file.CopyTo(Stream.Null); }
            [DropPagesAfterFullWrite] static void Save(Stream file) { file.WriteByte(1); }
            [DropPagesAfterFullWrite(WindowBytes = 4194304)] static void Windowed(Stream file) { file.WriteByte(1); }
            [HeaderOnly] static void Peek(Stream file) { file.ReadByte(); }
            [DropPagesAfterFullRead(AccessedRangeOnly = true)] static void Tail(Stream file) { file.CopyTo(Stream.Null); }
            {{member}}
        }
        """;
}
