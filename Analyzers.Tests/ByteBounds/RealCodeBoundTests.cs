namespace Analyzers.Tests.ByteBounds;

/// <summary>Patterns of real code that the analysis judged wrong once (docs/real-code.md), each reduced to its core.</summary>
public sealed class RealCodeBoundTests
{
    [Theory]
    // How long the caller's buffer is, the caller says, also after the file has been read into it.
    [InlineData("unknown", "void M(Stream file, byte[] b) { Fill(file, b, b.Length); } static void Fill(Stream s, byte[] b, int n) { var at = 0; while (n > 0) { var got = s.Read(b, at, n); if (got <= 0) { throw new EndOfStreamException(); } at += got; n -= got; } }")]
    [InlineData("unknown", "byte[] _raw = []; void M(Stream file) { var left = _raw.Length; var at = 0; while (left > 0) { var got = file.Read(_raw, at, left); if (got <= 0) { break; } at += got; left -= got; } }")]
    [InlineData("unknown", "void M(Stream file, Memory<byte> b) { while (b.Length > 0) { var got = file.Read(b.Span); if (got == 0) { return; } b = b.Slice(got); } }")]
    [InlineData("unknown", "void M(Stream file, int n) { var b = ArrayPool<byte>.Shared.Rent(16); file.ReadExactly(b, 0, 16); for (var i = 0; i < b.Length; i++) { file.ReadByte(); } }")]
    [InlineData("unknown", "void M(BinaryReader file, int n) { var b = file.ReadBytes(n); for (var i = 0; i < b.Length; i++) { file.ReadByte(); } }")]
    [InlineData("unknown", "void M(Stream file, byte[] b, int n) { file.ReadExactly(b); file.ReadExactly(b[..n]); }")]
    // How long a buffer is that was made as long as the file says, the file says.
    [InlineData("whole", "void M(BinaryReader file) { var b = new byte[file.ReadInt32()]; file.BaseStream.ReadExactly(b); }")]
    [InlineData("whole", "void M(BinaryReader file) { Fill(file.BaseStream, new byte[file.ReadInt32()]); } static void Fill(Stream s, byte[] b) { s.ReadExactly(b, 0, b.Length); }")]
    public void The_bound_is_right(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
