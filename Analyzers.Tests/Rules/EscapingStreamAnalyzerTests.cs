using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.EscapingStreamAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class EscapingStreamAnalyzerTests
{
    /// <summary>The user's own drop-behind stream is over the one of the wrapper.</summary>
    [Theory]
    [InlineData("void M(FileStream file) { using var own = file.DropBehind(); own.ReadByte(); }")]
    [InlineData("void M(Stream file) => file.DropBehind(new DropBehindOptions()).CopyTo(Stream.Null);")]
    public Task A_stream_that_drops_behind_by_hand_does_not_escape(string member) =>
        Check.Reports($"class C {{ [DropPagesAfterFullRead(WindowBytes = 65536)] {member} }}");

    [Theory]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(FileStream file) { RandomAccess.Read(file.SafeFileHandle, new byte[10], 0); }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { _kept = file; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] Stream M(Stream file) { file.ReadByte(); return file; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] Stream M(Stream file) => file;")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { var buffered = (BufferedStream)file; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { if (file is BufferedStream) { } }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { var memory = file as MemoryStream; }")]
    [InlineData("[DropPagesAfterFullWrite({|IOP205:WindowBytes = 65536|})] void M(FileStream file, out Stream other) { other = file; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { Keep(file); } void Keep(Stream other) { _kept = other; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { var local = file; _kept = local; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] BinaryReader M(Stream file) => new(file);")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { _kept = own; }")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:Mode = DropBehindMode.Uncached|})] void M(Stream file) { _kept = file; }")]
    public Task A_stream_that_does_not_stay_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { file.ReadByte(); file.Position = 3; file.Flush(); _ = file.Length; }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 0)] void M(Stream file) { _kept = file; }")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { _kept = file; }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { var local = file; local.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using var reader = new BinaryReader(file); reader.ReadInt32(); }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { Helper(file); } static void Helper(Stream file) { }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(FileStream file) { Stream stream = file; ((Stream)file).ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { if (file is FileStream known) { known.ReadByte(); } }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using ((IDisposable)file) { } }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] int M(Stream file) { return file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] int M(Stream file) { Func<Stream> f = () => file; return f().ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file, Stream other) { _kept = other; }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536, File = nameof(file))] void M(Stream file, Stream other) { _kept = other; }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { var local = file; local = Stream.Null; _kept = local; }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { _ = Kept(_kept ?? file); } object Kept(Stream other) { _kept = other; return other; }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { file.ReadByte(); file.Position = 0; file.ReadByte(); }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using (file) { } }")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(SafeFileHandle file) { _handle = file; }")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Windowed)] void M(Stream file) { _kept = file; }")]
    public Task A_stream_that_stays_is_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        partial class C
        {
            Stream? _kept;
            static SafeFileHandle? _handle;
            {{member}}
        }
        """;
}
