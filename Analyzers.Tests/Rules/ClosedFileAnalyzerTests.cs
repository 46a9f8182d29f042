using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ClosedFileAnalyzer, IoPolicy.CodeFixes.ClosedFileCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class ClosedFileAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var reader = {|IOP201:new BinaryReader(file)|}; reader.ReadInt32(); }", Label = "a reader")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { using (var reader = {|IOP201:new StreamReader(file)|}) { reader.ReadToEnd(); } }", Label = "a using statement with a reader")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using ({|IOP201:file|}) { file.ReadByte(); } }", Label = "a using statement with the file")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var own = {|IOP201:file|}; own.ReadByte(); }", Label = "a using declaration of the file")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file) { file.WriteByte(1); {|IOP201:file.Dispose()|}; }", Label = "a Dispose")]
    [InlineData("[DropPagesAfterFullWrite] void M(BinaryWriter file) { file.Write(1); {|IOP201:file.Close()|}; }", Label = "a Close of a writer")]
    [InlineData("[DropPagesAfterFullWrite] async Task M(FileStream file) { await using var zip = {|IOP201:new GZipStream(file, CompressionLevel.Fastest, false)|}; await zip.WriteAsync(new byte[10]); }", Label = "a compressor that closes it")]
    [InlineData("[DropPagesAfterFullRead] void M(SafeFileHandle file) { try { } finally { {|IOP201:file.Dispose()|}; } }", Label = "a handle in a finally block")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(SafeFileHandle file) { {|IOP201:file.Dispose()|}; }", Label = "a handle with a window, which gets no stream")]
    [InlineData("[DropPagesAfterFullRead] void M() { {|IOP201:_file.Dispose()|}; } FileStream _file = null!;", Label = "a field")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(FileStream file); void MCore(FileStream own) { using ({|IOP201:own|}) { } }", Label = "the body of a partial method")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var own = file; own.ReadByte(); {|IOP201:own.Dispose()|}; }", Label = "a local")]
    [InlineData("[DropPagesAfterFullRead] async Task M(FileStream file) { Stream own = file; var again = own; await using var r = {|IOP201:new BufferedStream(again)|}; }", Label = "a chain of locals")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() => _file?{|IOP201:.Dispose()|}; FileStream? _file;", Label = "a conditional Dispose of a field")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file != null) { {|IOP201:_file.Dispose()|}; } } FileStream? _file;", Label = "a check for null")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (null != _file) {|IOP201:_file.Close()|}; } FileStream? _file;", Label = "a check for null in the other order")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file is not null) { _file.WriteByte(1); {|IOP201:_file.Dispose()|}; _file = null; } } FileStream? _file;", Label = "a check by a pattern")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file is { } open) { {|IOP201:open.Dispose()|}; } } FileStream? _file;", Label = "a pattern with a variable")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file is FileStream open) { {|IOP201:open.Dispose()|}; } } Stream? _file;", Label = "a pattern with a type")]
    [InlineData("[DropPagesAfterFullWrite] private void Dispose(bool disposing) { if (disposing) { {|IOP201:_file.Dispose()|}; } } FileStream _file = null!;", Label = "Dispose(bool)")]
    [InlineData("[DropPagesAfterFullWrite] private void Dispose(bool disposing) { if (disposing && _file != null) { {|IOP201:_file.Dispose()|}; } } FileStream? _file;", Label = "Dispose(bool) with a check for null")]
    [InlineData("[DropPagesAfterFullWrite] private void Dispose(bool disposing) { if (disposing) { _file?{|IOP201:.Dispose()|}; } } FileStream? _file;", Label = "Dispose(bool) with a conditional Dispose")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (!_isDisposed) { {|IOP201:_file.Dispose()|}; _isDisposed = true; } } FileStream _file = null!; bool _isDisposed;", Label = "a check of a flag")]
    [InlineData("[DropPagesAfterFullWrite] public async ValueTask DisposeAsync() { if (_file is not null) { await {|IOP201:_file.DisposeAsync()|}; } } FileStream? _file;", Label = "DisposeAsync")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] void M(FileStream file) { using Stream a = File.OpenRead(\"x\"), b = {|IOP201:file|}; }", Label = "the second of two declarations")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file is FileStream) { {|IOP201:_file.Dispose()|}; } } Stream? _file;", Label = "a type test")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] void M(FileStream file, FileStream other) { var (own, n) = (other, 1); {|IOP201:file.Dispose()|}; }", Label = "a tuple of other variables")]
    public Task A_file_that_the_method_closes_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { using var reader = new StreamReader(file, leaveOpen: true); reader.ReadToEnd(); }", Label = "a reader that leaves it open")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { using var reader = new BinaryReader(file, Encoding.UTF8, true); }", Label = "a binary reader that leaves it open")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { var reader = new BinaryReader(file); reader.ReadInt32(); }", Label = "a reader that nobody closes")]
    [InlineData("[HeaderOnly] void M(Stream file) { using var reader = new BinaryReader(file); }", Label = "a header")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Uncached)] void M(Stream file) { using var reader = new BinaryReader(file); }", Label = "uncached mode")]
    [InlineData("[DropPagesAfterFullRead(Background = true)] void M(Stream file) { using var reader = new BinaryReader(file); }", Label = "background advice")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using var reader = new BinaryReader(file); }", Label = "a window")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { using var file = File.OpenRead(path); file.ReadByte(); }", Label = "a path")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file) { try { file.WriteByte(1); } catch { file.Dispose(); throw; } }", Label = "closed only after an exception")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file, bool close) { if (close) { file.Dispose(); } }", Label = "a condition of the caller")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file) { Action close = () => file.Dispose(); }", Label = "a lambda")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(file))] void M(FileStream file, Stream other) { using var reader = new BinaryReader(other); other.Dispose(); }", Label = "another stream")]
    [InlineData("[DropPagesAfterFullWrite] FileStream M() { using var other = File.OpenRead(\"x\"); return null!; }", Label = "another opened file")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var own = Wrap(file); } static Stream Wrap(Stream s) => s;", Label = "a wrapper of the user")]
    [InlineData("void M(FileStream file) { file.Dispose(); }", Label = "no policy")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var stop = new CancellationTokenSource(); file.ReadByte(); }", Label = "another object")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] void M(FileStream file, FileStream other) { var own = file; own = other; own.Dispose(); }", Label = "a local that gets another file")]
    [InlineData("[DropPagesAfterFullWrite(Background = true)] public void Dispose() => _file?.Dispose(); FileStream? _file;", Label = "background advice of a field")]
    [InlineData("[DropPagesAfterFullWrite] public void M(bool last) { if (last && _file != null) { _file.Dispose(); } } FileStream? _file;", Label = "a condition beside a check for null")]
    [InlineData("[DropPagesAfterFullWrite] public void M() { if (_file == null) { return; } else if (_file.Length > 5) { _file.Dispose(); } } FileStream? _file;", Label = "a condition after a check for null")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(_file))] public void M() { _other?.Dispose(); if (_other != null) { _file.WriteByte(1); } } FileStream _file = null!; FileStream? _other;", Label = "another field that is closed")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(_file))] public void M() { if (_other != null) { _file.Dispose(); } } FileStream _file = null!; FileStream? _other;", Label = "a check of another field")]
    [InlineData("[DropPagesAfterFullWrite] public void M() { if (_file != null) { _file.WriteByte(1); } else { _file?.Dispose(); } } FileStream? _file;", Label = "a branch without the file")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { foreach (var n in new int[2]) { file.Dispose(); } }", Label = "a loop")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { switch (file.Length) { case 0: file.Dispose(); break; } }", Label = "a case of a switch")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { _ = file.Length switch { 0 => file.DisposeAsync(), _ => default }; }", Label = "an arm of a switch expression")]
    [InlineData("[DropPagesAfterFullRead] async Task M(FileStream file, ValueTask? task) { await (task ?? file.DisposeAsync()); }", Label = "the right of ??")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file, bool last) { _ = last && file.DisposeAsync().IsCompleted; }", Label = "the right of &&")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file, bool first) { _ = first || file.DisposeAsync().IsCompleted; }", Label = "the right of ||")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { void Close() => file.Dispose(); }", Label = "a local function")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(_file))] void M() { if (_file != _other) { _file?.WriteByte(1); _file!.Dispose(); } } FileStream? _file, _other;", Label = "a comparison with another file")]
    [InlineData("[DropPagesAfterFullRead] void M() { if (_file is { Length: 0 } open) { open.Dispose(); } } FileStream? _file;", Label = "a pattern with a property")]
    [InlineData("[DropPagesAfterFullRead] void M() { if (_file is { Length: 0 } or null) { _file!.Dispose(); } } FileStream? _file;", Label = "one of two patterns")]
    [InlineData("[DropPagesAfterFullRead] void M() { if (!_isReady) { _file.Dispose(); } } FileStream _file = null!; bool _isReady;", Label = "a flag of another meaning")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file, bool open) { using var reader = new StreamReader(file, leaveOpen: open); }", Label = "leaveOpen of a variable")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] void M(FileStream file, FileStream other) { var own = file; (own, _) = (other, 1); own.Dispose(); }", Label = "a local that a tuple sets")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var own = file; Open(out own); own.Dispose(); } static void Open(out FileStream f) => f = File.OpenRead(\"x\");", Label = "a local passed by out")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var own = file; Next(ref own); own.Dispose(); } static void Next(ref FileStream f) => f = File.OpenRead(\"x\");", Label = "a local passed by ref")]
    public Task A_close_that_prevents_no_advice_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("using var r = {|IOP201:new StreamReader(file)|};", "using var r = new StreamReader(file, leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new BinaryReader(file)|};", "using var r = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new BinaryWriter(file)|};", "using var r = new BinaryWriter(file, new UTF8Encoding(false, true), leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new BinaryReader(file, Encoding.ASCII)|};", "using var r = new BinaryReader(file, Encoding.ASCII, leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new StreamReader(file, Encoding.UTF8, false)|};", "using var r = new StreamReader(file, Encoding.UTF8, false, leaveOpen: true);")]
    [InlineData("using GZipStream r = {|IOP201:new(file, CompressionMode.Decompress)|};", "using GZipStream r = new(file, CompressionMode.Decompress, leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new GZipStream(file, CompressionMode.Decompress, false)|};", "using var r = new GZipStream(file, CompressionMode.Decompress, true);")]
    [InlineData("using var r = {|IOP201:new StreamWriter(file, leaveOpen: false)|};", "using var r = new StreamWriter(file, leaveOpen: true);")]
    public Task The_fix_leaves_the_file_open(string statement, string withFix) => Check.Fixes(
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {statement} }}"),
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {withFix} }}"));

    [Fact]
    public Task The_message_offers_background_advice() => Check.Reports(
        Class("[DropPagesAfterFullWrite] public void Dispose() => _file?{|#0:.Dispose()|}; FileStream? _file;"),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP201", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "[DropPagesAfterFullWrite] on 'Dispose' has no effect because line 16 closes '_file' before the method returns. Set Background = true, or let the caller close the file."));

    [Theory]
    [InlineData("using var r = {|IOP201:new BufferedStream(file)|};")]
    [InlineData("using var r = {|IOP201:new StreamReader(file, false)|};")]
    [InlineData("{|IOP201:file.Dispose()|};")]
    public Task No_fix_is_offered_if_no_argument_leaves_the_file_open(string statement) => Check.Fixes(
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {statement} }}"),
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {statement} }}"));

    private static string Class(string member) => $$"""
        partial class C
        {
            {{member}}
        }
        """;
}
