using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.ClosedFileAnalyzer, IoPolicy.CodeFixes.ClosedFileCodeFix>;

namespace Analyzers.Tests.Rules;

public sealed class ClosedFileAnalyzerTests
{
    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var reader = {|IOP201:new BinaryReader(file)|}; reader.ReadInt32(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { using (var reader = {|IOP201:new StreamReader(file)|}) { reader.ReadToEnd(); } }")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using ({|IOP201:file|}) { file.ReadByte(); } }")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var own = {|IOP201:file|}; own.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file) { file.WriteByte(1); {|IOP201:file.Dispose()|}; }")]
    [InlineData("[DropPagesAfterFullWrite] void M(BinaryWriter file) { file.Write(1); {|IOP201:file.Close()|}; }")]
    [InlineData("[DropPagesAfterFullWrite] async Task M(FileStream file) { await using var zip = {|IOP201:new GZipStream(file, CompressionLevel.Fastest, false)|}; await zip.WriteAsync(new byte[10]); }")]
    [InlineData("[DropPagesAfterFullRead] void M(SafeFileHandle file) { try { } finally { {|IOP201:file.Dispose()|}; } }")]
    [InlineData("[DropPagesAfterFullRead] void M() { {|IOP201:_file.Dispose()|}; } FileStream _file = null!;")]
    [InlineData("[DropPagesAfterFullRead] public partial void {|CS8795:M|}(FileStream file); void MCore(FileStream own) { using ({|IOP201:own|}) { } }")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { var own = file; own.ReadByte(); {|IOP201:own.Dispose()|}; }")]
    [InlineData("[DropPagesAfterFullRead] async Task M(FileStream file) { Stream own = file; var again = own; await using var r = {|IOP201:new BufferedStream(again)|}; }")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() => _file?{|IOP201:.Dispose()|}; FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file != null) { {|IOP201:_file.Dispose()|}; } } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (null != _file) {|IOP201:_file.Close()|}; } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file is not null) { _file.WriteByte(1); {|IOP201:_file.Dispose()|}; _file = null; } } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file is { } open) { {|IOP201:open.Dispose()|}; } } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (_file is FileStream open) { {|IOP201:open.Dispose()|}; } } Stream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] private void Dispose(bool disposing) { if (disposing) { {|IOP201:_file.Dispose()|}; } } FileStream _file = null!;")]
    [InlineData("[DropPagesAfterFullWrite] private void Dispose(bool disposing) { if (disposing && _file != null) { {|IOP201:_file.Dispose()|}; } } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] private void Dispose(bool disposing) { if (disposing) { _file?{|IOP201:.Dispose()|}; } } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void Dispose() { if (!_isDisposed) { {|IOP201:_file.Dispose()|}; _isDisposed = true; } } FileStream _file = null!; bool _isDisposed;")]
    [InlineData("[DropPagesAfterFullWrite] public async ValueTask DisposeAsync() { if (_file is not null) { await {|IOP201:_file.DisposeAsync()|}; } } FileStream? _file;")]
    public Task A_file_that_the_method_closes_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { using var reader = new StreamReader(file, leaveOpen: true); reader.ReadToEnd(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { using var reader = new BinaryReader(file, Encoding.UTF8, true); }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { var reader = new BinaryReader(file); reader.ReadInt32(); }")]
    [InlineData("[HeaderOnly] void M(Stream file) { using var reader = new BinaryReader(file); }")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Uncached)] void M(Stream file) { using var reader = new BinaryReader(file); }")]
    [InlineData("[DropPagesAfterFullRead(Background = true)] void M(Stream file) { using var reader = new BinaryReader(file); }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using var reader = new BinaryReader(file); }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(path))] void M(string path) { using var file = File.OpenRead(path); file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file) { try { file.WriteByte(1); } catch { file.Dispose(); throw; } }")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file, bool close) { if (close) { file.Dispose(); } }")]
    [InlineData("[DropPagesAfterFullWrite] void M(FileStream file) { Action close = () => file.Dispose(); }")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(file))] void M(FileStream file, Stream other) { using var reader = new BinaryReader(other); other.Dispose(); }")]
    [InlineData("[DropPagesAfterFullWrite] FileStream M() { using var other = File.OpenRead(\"x\"); return null!; }")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var own = Wrap(file); } static Stream Wrap(Stream s) => s;")]
    [InlineData("void M(FileStream file) { file.Dispose(); }")]
    [InlineData("[DropPagesAfterFullRead] void M(FileStream file) { using var stop = new CancellationTokenSource(); file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead(File = nameof(file))] void M(FileStream file, FileStream other) { var own = file; own = other; own.Dispose(); }")]
    [InlineData("[DropPagesAfterFullWrite(Background = true)] public void Dispose() => _file?.Dispose(); FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void M(bool last) { if (last && _file != null) { _file.Dispose(); } } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite] public void M() { if (_file == null) { return; } else if (_file.Length > 5) { _file.Dispose(); } } FileStream? _file;")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(_file))] public void M() { _other?.Dispose(); if (_other != null) { _file.WriteByte(1); } } FileStream _file = null!; FileStream? _other;")]
    [InlineData("[DropPagesAfterFullWrite(File = nameof(_file))] public void M() { if (_other != null) { _file.Dispose(); } } FileStream _file = null!; FileStream? _other;")]
    [InlineData("[DropPagesAfterFullWrite] public void M() { if (_file != null) { _file.WriteByte(1); } else { _file?.Dispose(); } } FileStream? _file;")]
    public Task A_file_that_stays_open_is_not(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("using var r = {|IOP201:new StreamReader(file)|};", "using var r = new StreamReader(file, leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new BinaryReader(file)|};", "using var r = new BinaryReader(file, Encoding.UTF8, leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new BinaryWriter(file)|};", "using var r = new BinaryWriter(file, new UTF8Encoding(false, true), leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new BinaryReader(file, Encoding.ASCII)|};", "using var r = new BinaryReader(file, Encoding.ASCII, leaveOpen: true);")]
    [InlineData("using GZipStream r = {|IOP201:new(file, CompressionMode.Decompress)|};", "using GZipStream r = new(file, CompressionMode.Decompress, leaveOpen: true);")]
    [InlineData("using var r = {|IOP201:new GZipStream(file, CompressionMode.Decompress, false)|};", "using var r = new GZipStream(file, CompressionMode.Decompress, true);")]
    [InlineData("using var r = {|IOP201:new StreamWriter(file, leaveOpen: false)|};", "using var r = new StreamWriter(file, leaveOpen: true);")]
    public Task The_fix_leaves_the_file_open(string statement, string withFix) => Check.Fixes(
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {statement} }}"),
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {withFix} }}"));

    [Fact]
    public Task The_message_offers_the_background() => Check.Reports(
        Class("[DropPagesAfterFullWrite] public void Dispose() => _file?{|#0:.Dispose()|}; FileStream? _file;"),
        null,
        new Microsoft.CodeAnalysis.Testing.DiagnosticResult("IOP201", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning).WithLocation(0).WithMessage(
            "[DropPagesAfterFullWrite] on 'Dispose' has no effect because line 16 closes '_file' before the method returns. Set Background = true, or let the caller close the file."));

    [Theory]
    [InlineData("using var r = {|IOP201:new BufferedStream(file)|};")]
    [InlineData("{|IOP201:file.Dispose()|};")]
    public Task No_fix_is_offered_where_nothing_leaves_it_open(string statement) => Check.Fixes(
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {statement} }}"),
        Class($"[DropPagesAfterFullRead] void M(FileStream file) {{ {statement} }}"));

    private static string Class(string member) => $$"""
        partial class C
        {
            {{member}}
        }
        """;
}
