using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.UnfollowableResultAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class UnfollowableResultAnalyzerTests
{
    [Theory]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] SafeFileHandle M(string path) => File.OpenHandle(path);", Label = "a handle")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] Task<SafeFileHandle> M(string path) => Task.FromResult(File.OpenHandle(path));", Label = "a handle in a Task")]
    [InlineData("[{|IOP210:DropPagesAfterFullWrite|}] BinaryWriter M(string path) => new(File.Create(path));", Label = "a writer")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead(File = \"handle\")|}] ValueTask<(SafeFileHandle handle, int)> M(string path) => new((File.OpenHandle(path), 1));", Label = "a handle in a tuple in a ValueTask")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead(File = nameof(handle))|}] bool M(string path, out SafeFileHandle handle) { handle = File.OpenHandle(path); return true; }", Label = "a handle as an out parameter")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead(File = \"handle\")|}] (SafeFileHandle handle, int) M(string path) => (File.OpenHandle(path), 1);", Label = "a handle in a tuple")]
    [InlineData("[{|IOP210:DropPagesAfterFullWrite(File = \"writer\")|}] Task<(int, BinaryWriter writer)> M(string path) => Task.FromResult((1, new BinaryWriter(File.Create(path))));", Label = "a writer in a tuple in a Task")]
    [InlineData("static (FileStream file, int)[] _files = []; [{|IOP210:DropPagesAfterFullRead(File = \"file\")|}] static ref (FileStream file, int) M() => ref _files[0];", Label = "a tuple by reference")]
    [InlineData("[{|IOP210:HeaderOnly|}] ValueTask<BinaryReader> M(string path) => new(new BinaryReader(File.OpenRead(path)));", Label = "a reader in a ValueTask")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] Log M(string path) => new(path); class Log(string path) : FileStream(path, FileMode.Open);", Label = "a class derived from FileStream")]
    [InlineData("static FileStream[] _files = []; [{|IOP210:DropPagesAfterFullRead|}] static ref FileStream M() => ref _files[0];", Label = "a FileStream by reference")]
    [InlineData("[{|IOP210:DropPagesAfterFullRead|}] public partial SafeFileHandle {|CS8795:M|}(string path); SafeFileHandle MCore(string path) => File.OpenHandle(path);", Label = "a partial method")]
    public Task A_result_that_cannot_be_replaced_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] FileStream M(string path) => File.OpenRead(path);", Label = "a FileStream")]
    [InlineData("[DropPagesAfterFullRead] FileStream? M(string path) => null;", Label = "null")]
    [InlineData("[DropPagesAfterFullRead] Stream M(string path) => new GZipStream(File.OpenRead(path), CompressionMode.Decompress);", Label = "a compressor")]
    [InlineData("[DropPagesAfterFullWrite] async Task<FileStream> M(string path) { await Task.Yield(); return File.Create(path); }", Label = "a Task")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] bool M(string path, out FileStream? file) { file = null; return false; }", Label = "an out parameter")]
    [InlineData("[DropPagesAfterFullRead(File = \"file\")] (Stream file, int) M(string path) => (File.OpenRead(path), 1);", Label = "a tuple")]
    [InlineData("static int[] _n = []; [DropPagesAfterFullRead(File = nameof(file))] static ref int M(out FileStream file) { file = null!; return ref _n[0]; }", Label = "an out parameter beside a result by reference")]
    [InlineData("[HeaderOnly] ValueTask<Stream> M(string path) => new(File.OpenRead(path));", Label = "a ValueTask")]
    [InlineData("[DropPagesAfterFullRead] SafeFileHandle M(FileStream file) => file.SafeFileHandle;", Label = "a handle of a parameter")]
    [InlineData("[DropPagesAfterFullRead(Opened = true)] SafeFileHandle M(string path) { File.ReadAllBytes(path); return null!; }", Label = "opened files")]
    [InlineData("[DropPagesAfterFullWrite] SafeFileHandle M(Stream stream) { stream.WriteByte(1); return null!; }", Label = "a handle beside a stream parameter")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] SafeFileHandle M(string path) => File.OpenHandle(path);", Label = "a handle beside a path")]
    [InlineData("SafeFileHandle M(string path) => File.OpenHandle(path);", Label = "no policy")]
    public Task Other_results_are_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[{|#0:HeaderOnly|}] SafeFileHandle M(string path) => File.OpenHandle(path);", "a handle cannot drop behind itself. Return a FileStream, or let the caller use DropBehindFile.", Label = "a handle")]
    [InlineData("[{|#0:HeaderOnly|}] BinaryReader M(string path) => new(File.OpenRead(path));", "the result is a BinaryReader, which already has its stream. Return the FileStream.", Label = "a reader")]
    [InlineData("[{|#0:HeaderOnly|}] Log M(string path) => new(path); class Log(string path) : FileStream(path, FileMode.Open);", "a drop-behind stream does not have the type of the result. Return a FileStream or Stream.", Label = "a class derived from FileStream")]
    [InlineData("static FileStream[] _files = []; [{|#0:HeaderOnly|}] static ref FileStream M() => ref _files[0];", "the result is a reference to a variable. Return the file by value.", Label = "a reference")]
    public Task The_message_gives_the_reason_and_the_action(string member, string message) => Check.Reports(
        Class(member),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP210", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage($"[HeaderOnly] on 'M' has no effect because {message}"));

    private static string Class(string member) => $$"""
        #nullable enable
        partial class C
        {
            {{member}}
        }
        """;
}
