using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.EscapingStreamAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class EscapingStreamAnalyzerTests
{
    /// <summary>The user's own drop-behind stream only wraps the drop-behind stream of the generated wrapper.</summary>
    [Theory]
    [InlineData("void M(FileStream file) { using var own = file.DropBehind(); own.ReadByte(); }")]
    [InlineData("void M(Stream file) => file.DropBehind(new DropBehindOptions()).CopyTo(Stream.Null);")]
    public Task A_stream_that_drops_behind_by_hand_does_not_escape(string member) =>
        Check.Reports($"class C {{ [DropPagesAfterFullRead(WindowBytes = 65536)] {member} }}");

    [Theory]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(FileStream file) { RandomAccess.Read(file.SafeFileHandle, new byte[10], 0); }", Label = "a read by offset")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { _kept = file; }", Label = "a field")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] Stream M(Stream file) { file.ReadByte(); return file; }", Label = "a result after a read")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] Stream M(Stream file) => file;", Label = "a result")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { var buffered = (BufferedStream)file; }", Label = "a cast to another stream")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { if (file is BufferedStream) { } }", Label = "a test for another stream")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { var memory = file as MemoryStream; }", Label = "a conversion to another stream")]
    [InlineData("[DropPagesAfterFullWrite({|IOP205:WindowBytes = 65536|})] void M(FileStream file, out Stream other) { other = file; }", Label = "an out parameter")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { Keep(file); } void Keep(Stream other) { _kept = other; }", Label = "a method that keeps it")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] void M(Stream file) { var local = file; _kept = local; }", Label = "a local that is stored in a field")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] BinaryReader M(Stream file) => new(file);", Label = "a reader as the result")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:WindowBytes = 65536|})] public partial void {|CS8795:M|}(Stream file); void MCore(Stream own) { _kept = own; }", Label = "the body of a partial method")]
    [InlineData("[DropPagesAfterFullRead({|IOP205:Mode = DropBehindMode.Uncached|})] void M(Stream file) { _kept = file; }", Label = "uncached mode")]
    public Task A_stream_that_leaves_the_method_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { file.ReadByte(); file.Position = 3; file.Flush(); _ = file.Length; }", Label = "the members of a stream")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 0)] void M(Stream file) { _kept = file; }", Label = "no window")]
    [InlineData("[DropPagesAfterFullRead] void M(Stream file) { _kept = file; }", Label = "an automatic window")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { var local = file; local.ReadByte(); }", Label = "a local")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using var reader = new BinaryReader(file); reader.ReadInt32(); }", Label = "a reader")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { Helper(file); } static void Helper(Stream file) { }", Label = "a method that does not keep it")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(FileStream file) { Stream stream = file; ((Stream)file).ReadByte(); }", Label = "a cast to its base")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { if (file is FileStream known) { known.ReadByte(); } }", Label = "a cast to its type")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using ((IDisposable)file) { } }", Label = "a cast to IDisposable")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] int M(Stream file) { return file.ReadByte(); }", Label = "a byte as the result")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] int M(Stream file) { Func<Stream> f = () => file; return f().ReadByte(); }", Label = "a lambda that returns it")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file, Stream other) { _kept = other; }", Label = "another parameter")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536, File = nameof(file))] void M(Stream file, Stream other) { _kept = other; }", Label = "another parameter beside a named file")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { var local = file; local = Stream.Null; _kept = local; }", Label = "a local that gets another stream")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { _ = Kept(_kept ?? file); } object Kept(Stream other) { _kept = other; return other; }", Label = "a value that may be another stream")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { file.ReadByte(); file.Position = 0; file.ReadByte(); }", Label = "a rewind")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(Stream file) { using (file) { } }", Label = "a close")]
    [InlineData("[DropPagesAfterFullRead(WindowBytes = 65536)] void M(SafeFileHandle file) { _handle = file; }", Label = "a handle, which has no window")]
    [InlineData("[DropPagesAfterFullRead(Mode = DropBehindMode.Windowed)] void M(Stream file) { _kept = file; }", Label = "an explicit mode without a window")]
    public Task A_stream_that_may_stay_or_needs_no_window_is_not_reported(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        partial class C
        {
            Stream? _kept;
            static SafeFileHandle? _handle;
            {{member}}
        }
        """;
}
