using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnfollowableResultAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnfollowableResultAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] SafeFileHandle M(string path) => File.OpenHandle(path);")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] Task<SafeFileHandle> M(string path) => Task.FromResult(File.OpenHandle(path));")]
    [InlineData("[{|IOP210:DropPagesAfterFullWrite|}] BinaryWriter M(string path) => new(File.Create(path));")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead(File = nameof(handle))|}] bool M(string path, out SafeFileHandle handle) { handle = File.OpenHandle(path); return true; }")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead(File = \"handle\")|}] (SafeFileHandle handle, int) M(string path) => (File.OpenHandle(path), 1);")]
    [InlineData("[{|IOP210:DropPagesAfterFullWrite(File = \"writer\")|}] Task<(int, BinaryWriter writer)> M(string path) => Task.FromResult((1, new BinaryWriter(File.Create(path))));")]
    [InlineData("static (FileStream file, int)[] _files = []; [{|IOP210:DropPagesAfterFullRead(File = \"file\")|}] static ref (FileStream file, int) M() => ref _files[0];")]
    [InlineData("[{|IOP210:HeaderOnly|}] ValueTask<BinaryReader> M(string path) => new(new BinaryReader(File.OpenRead(path)));")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] Log M(string path) => new(path); class Log(string path) : FileStream(path, FileMode.Open);")]
    [InlineData("static FileStream[] _files = []; [{|IOP210:DropPagesAfterFullRead|}] static ref FileStream M() => ref _files[0];")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] public partial SafeFileHandle {|CS8795:M|}(string path); SafeFileHandle MCore(string path) => File.OpenHandle(path);")]
    public Task A_result_that_cannot_be_replaced_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] FileStream M(string path) => File.OpenRead(path);")]
    [InlineData("[DropPagesAfterFullRead] FileStream? M(string path) => null;")]
    [InlineData("[DropPagesAfterFullRead] Stream M(string path) => new GZipStream(File.OpenRead(path), CompressionMode.Decompress);")]
    [InlineData("[DropPagesAfterFullWrite] async Task<FileStream> M(string path) { await Task.Yield(); return File.Create(path); }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] bool M(string path, out FileStream? file) { file = null; return false; }")]
    [InlineData("[DropPagesAfterFullRead(File = \"file\")] (Stream file, int) M(string path) => (File.OpenRead(path), 1);")]
    [InlineData("static int[] _n = []; [DropPagesAfterFullRead(File = nameof(file))] static ref int M(out FileStream file) { file = null!; return ref _n[0]; }")]
    [InlineData("[HeaderOnly] ValueTask<Stream> M(string path) => new(File.OpenRead(path));")]
    [InlineData("[DropPagesAfterFullRead] SafeFileHandle M(FileStream file) => file.SafeFileHandle;")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) { File.ReadAllBytes(path); return null!; }")]
    [InlineData("[DropPagesAfterFullWrite] SafeFileHandle M(Stream stream) { stream.WriteByte(1); return null!; }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] SafeFileHandle M(string path) => File.OpenHandle(path);")]
    [InlineData("SafeFileHandle M(string path) => File.OpenHandle(path);")]
    public Task Other_results_are_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        #nullable enable
        partial class C
        {
            {{member}}
        }
        """;
}
