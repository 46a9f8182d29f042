using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;
using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.NoDropBehindAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class NoDropBehindAnalyzerTests
{
    [Theory]
    [InlineData("void M(FileStream file) { RandomAccess.Read(file.SafeFileHandle, new byte[10], 0); }", "line 18 takes its handle, and I/O through the handle bypasses the windows")]
    [InlineData("void M(Stream file) { _kept = file; }", "line 18 keeps it beyond the call, but the wrapper ends with the method")]
    [InlineData("void M(Stream file) { _reader = new BinaryReader(file, Encoding.UTF8, true); }", "line 18 keeps it beyond the call, but the wrapper ends with the method")]
    [InlineData("Stream M(Stream file) => file;", "line 18 returns it, but the wrapper ends with the method")]
    [InlineData("BinaryReader M(Stream file) => new(file);", "line 18 returns it, but the wrapper ends with the method")]
    [InlineData("void M(Stream file) { if (file is MemoryStream) { } }", "line 18 tests whether it is another type")]
    [InlineData("void M(Stream file) { _ = file switch { BufferedStream => 1, _ => 2 }; }", "line 18 tests whether it is another type")]
    [InlineData("void M(Stream file) { using (file) { file.ReadByte(); } }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("void M(Stream file) { using var reader = new BinaryReader(file); reader.ReadInt32(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("void M(Stream file) { var zip = new GZipStream(file, CompressionMode.Decompress); zip.Dispose(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("async Task M(Stream file) { var pipe = PipeReader.Create(file); await pipe.CompleteAsync(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("void M(Stream file) { var pipe = PipeWriter.Create(file); pipe.Complete(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("async Task M(Stream file) { var zip = new GZipStream(file, CompressionMode.Decompress); await zip.DisposeAsync(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("void M(Stream file) { var reader = new StreamReader(file); reader.Close(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("void M(Stream file) { Outside(file); } [System.Runtime.InteropServices.DllImport(\"c\")] static extern void Outside(Stream stream);", "its code is not visible")]
    [InlineData("void M(Stream file) { _handler(file); }", "line 18 passes it to unknown code")]
    [InlineData("void M(Stream file) { Follow(file); } protected virtual void Follow(Stream file) { }", "line 18 passes it to C.Follow(Stream), whose code is not visible")]
    [InlineData("void M(Stream file) { Helper(file); } static void Helper(Stream other) { s_kept = other; }", "line 18 keeps it beyond the call, but the wrapper ends with the method")]
    [InlineData("void M(Stream file) { Func<int> read = () => file.ReadByte(); read(); }", "line 18 captures it in a lambda, which may run when the method has returned")]
    [InlineData("void M(Stream file) { Func<int> read = Local; read(); int Local() => file.ReadByte(); }", "line 18 captures it in a local function that may run when the method has returned")]
    [InlineData("void M(Stream file) { var r = new BinaryReader(file, Encoding.UTF8, leaveOpen: true); if (file.Length > 5) { r = new BinaryReader(file); } r.Dispose(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("void M(Stream file) { var r = new BinaryReader(file); if (file.Length > 5) { r = new BinaryReader(file, Encoding.UTF8, leaveOpen: true); } r.Dispose(); }", "line 18 closes it, but the last advice needs an open file after the method returns")]
    [InlineData("async Task M(DropBehindStream file) { file.ReadByte(); await file.CompleteAsync(); }", "'file' is passed by reference, or its type is neither Stream nor FileStream")]
    [InlineData("void M(Stream file) { _ = file.ReadAsync(new byte[1], 0, 1); }", "line 18 starts a task without awaiting it, so the task may run after the method returns")]
    [InlineData("void M(Stream file) { var all = new List<Stream> { file }; }", "line 18 passes it to List.Add, whose use of it is unknown")]
    [InlineData("void M(Stream file) { var pair = (file, 1); }", "line 18 uses it in a way that the analysis cannot follow")]
    [InlineData("void M(Stream file) { var text = $\"{file}\"; }", "line 18 uses it in a way that the analysis cannot follow")]
    [InlineData("void M(Stream file) { if (file == _kept) { } }", "line 18 uses it in a way that the analysis cannot follow")]
    [InlineData("void M(Stream file) { if (Equals(file, _kept)) { } }", "line 18 passes it to Object.Equals, whose use of it is unknown")]
    [InlineData("void M(Stream file) { lock (file) { } }", "line 18 locks it, but the wrapper is another object")]
    [InlineData("void M(Stream file) { var type = file.GetType(); }", "line 18 calls GetType on it, which is not known to be harmless")]
    [InlineData("void M(Stream file) { new Kept(file).ToString(); } sealed class Kept(Stream file) { public int Read() => file.ReadByte(); }", "its code is not visible")]
    [InlineData("void M(Stream file) { new Kept(file).ToString(); } sealed class Kept { readonly Stream _own; public Kept(Stream file) => _own = file; }", "line 18 keeps it beyond the call, but the wrapper ends with the method")]
    [InlineData("void M(Stream file) { file.ReadByte(); file.Position = 0; file.ReadByte(); }", "line 18 begins a second pass, which would read the dropped pages from the disk again")]
    [InlineData("void M(Stream file) { var r = new BinaryReader(file); r.ReadByte(); file.Seek(0, SeekOrigin.Begin); r.ReadByte(); }", "line 18 begins a second pass, which would read the dropped pages from the disk again")]
    [InlineData("void M(Stream file) { Replace(ref file); } static void Replace(ref Stream other) { }", "line 18 passes it to unknown code")]
    [InlineData("IEnumerable<int> M2(Stream file) { yield return file.ReadByte(); } void M(Stream file) { _lines = M2(file); }", "line 18 keeps it beyond the call, but the wrapper ends with the method")]
    [InlineData("void M(ref FileStream file) { file.ReadByte(); }", "'file' is passed by reference, or its type is neither Stream nor FileStream")]
    [InlineData("void M(SafeFileHandle file) { }", "'file' is a handle")]
    [InlineData("void M(BinaryReader file) { file.ReadByte(); }", "'file' already has its stream")]
    [InlineData("protected virtual void M(Stream file) { file.ReadByte(); }", "it can be overridden, and the code that runs is unknown")]
    public Task The_message_gives_the_reason(string member, string reason)
    {
        var method = member.Contains("IEnumerable", StringComparison.Ordinal) ? "void M(Stream" : member.Split('(')[0];
        var at = member.IndexOf(method, StringComparison.Ordinal);
        return Check.Reports(
            Class(member.Insert(at, "[{|#0:DropPagesAfterFullRead|}] ")),
            expected: new DiagnosticResult("IOP404", DiagnosticSeverity.Hidden).WithLocation(0).WithArguments("[DropPagesAfterFullRead]", "M", reason));
    }

    [Theory]
    [InlineData("void M(Stream file) { file.ReadByte(); file.Position = 3; file.Flush(); _ = file.Length; }", Label = "the members of a stream")]
    [InlineData("void M(FileStream file) { file.Lock(0, 1); file.Flush(true); file.SetLength(1); _ = file.Name + file.CanSeek; file.Unlock(0, 1); }", Label = "the members of a file")]
    [InlineData("async Task M(Stream file) { await file.ReadAsync(new byte[1]).ConfigureAwait(false); await file.FlushAsync(); }", Label = "awaits")]
    [InlineData("Task M(Stream file) => file.CopyToAsync(Stream.Null);", Label = "a returned task")]
    [InlineData("void M(Stream file) { file.ReadAsync(new byte[1]).AsTask().GetAwaiter().GetResult(); file.FlushAsync().Wait(); }", Label = "waits")]
    [InlineData("void M(Stream file) { ArgumentNullException.ThrowIfNull(file); if (file is null || file == null) { throw new IOException(nameof(file)); } }", Label = "checks for null")]
    [InlineData("void M(Stream? file) { file?.ReadByte(); var known = file ?? throw new IOException(); known.ReadByte(); }", Label = "conditional access")]
    [InlineData("int? M(FileStream? file) => file?.First(); }\nstatic class E { public static int First(this Stream s) => s.ReadByte();", Label = "conditional access by an extension method")]
    [InlineData("int? M(FileStream? file) => ((Stream?)file)?.ReadByte();", Label = "conditional access behind a cast")]
    [InlineData("void M(Stream file) { var local = file; Stream other; other = local; other.ReadByte(); }", Label = "locals")]
    [InlineData("void M(FileStream file) { Stream stream = file; ((Stream)file).ReadByte(); }", Label = "a cast to its base")]
    [InlineData("void M(Stream file) { if (file is FileStream known) { known.ReadByte(); } if (file is { CanSeek: true, Length: > 5 } seekable) { seekable.ReadByte(); } }", Label = "patterns")]
    [InlineData("void M(Stream file) { var reader = new BinaryReader(file); reader.ReadInt32(); reader.ReadBytes(5); _ = reader.BaseStream.Position; }", Label = "a reader over it")]
    [InlineData("void M(Stream file) { using var reader = new BinaryReader(file, Encoding.UTF8, leaveOpen: true); reader.ReadInt32(); }", Label = "a reader that leaves it open")]
    [InlineData("void M(Stream file) { using var zip = new GZipStream(file, CompressionMode.Decompress, leaveOpen: true); using var reader = new StreamReader(zip); reader.ReadToEnd(); }", Label = "a compressor that leaves it open")]
    [InlineData("void M(Stream file) { using var zip = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true); foreach (var entry in zip.Entries) { using var one = entry.Open(); one.ReadByte(); } }", Label = "an archive")]
    [InlineData("void M(Stream file) { _ = System.Text.Json.JsonSerializer.Deserialize<int[]>(file); _ = System.Security.Cryptography.SHA256.HashData(file); }", Label = "consumers of .NET")]
    [InlineData("void M(Stream file) { using var source = File.OpenRead(\"a\"); source.CopyTo(file); }", Label = "a copy from another file")]
    [InlineData("int M(Stream file) { var read = First(file) + new Part(file).Value; return read; } static int First(Stream s) => Second(s, 3); static int Second(Stream s, int n) => n == 0 ? s.ReadByte() : First(s); sealed class Part { public int Value; public Part(Stream s) { Value = s.ReadByte(); } }", Label = "methods and a constructor of the user")]
    [InlineData("int M(Stream file) { return Local(file) + Captured(); int Local(Stream s) => s.ReadByte(); int Captured() => file.ReadByte(); }", Label = "local functions")]
    [InlineData("int M(Stream file) { var sum = 0; foreach (var one in Parts(file)) { sum += one; } return sum; } static IEnumerable<int> Parts(Stream s) { yield return s.ReadByte(); }", Label = "an iterator that the method enumerates")]
    [InlineData("int M(Stream file) => file.First(); }\nstatic class E { public static int First(this Stream s) => s.ReadByte();", Label = "an extension method")]
    [InlineData("void M(Stream file) { file.Position = 0; file.ReadByte(); file.Seek(10, SeekOrigin.Current); file.ReadByte(); }", Label = "seeks")]
    [InlineData("void M(Stream file) { var w = new BinaryWriter(file); w.Write(1); w.Flush(); file.Position = 0; w.Write(2); }", Label = "a writer over it")]
    public Task A_stream_that_stays_in_the_method_is_not_reported(string member)
    {
        var at = member.IndexOf("M(", StringComparison.Ordinal);
        var type = member.LastIndexOf(' ', at - 2) + 1;
        var start = member.StartsWith("async", StringComparison.Ordinal) ? 0 : type;
        return Check.Reports(Class(member.Insert(start, "[DropPagesAfterFullRead] ")));
    }

    [Theory]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 0)] void M(Stream file) { _kept = file; }", Label = "windows switched off")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { _kept = file; }", Label = "a chosen window, which has a rule of its own")]
    [InlineData("[HeaderOnly] void M(Stream file) { _kept = file; }", Label = "a header")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { own.ReadByte(); }", Label = "a partial method")]
    public Task Other_policies_are_not_reported(string member) => Check.Reports(Class(member));

    [Fact]
    public Task The_body_of_a_partial_method_is_analyzed() => Check.Reports(
        Class("[{|#0:DropPagesAfterFullRead|}] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { _kept = own; }"),
        expected: new DiagnosticResult("IOP404", DiagnosticSeverity.Hidden).WithLocation(0).WithArguments(
            "[DropPagesAfterFullRead]", "M", "line 18 keeps it beyond the call, but the wrapper ends with the method"));

    private static string Class(string member) => $$"""
        partial class C
        {
            Stream? _kept; static Stream? s_kept; BinaryReader? _reader; IEnumerable<int>? _lines; Action<Stream> _handler = null!;

            {{member}}
        }
        """;
}
