namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Branches for streams that are not files, such as <c>MemoryStream</c>, and loops that end by an exception.</summary>
public sealed class OtherEndTests
{
    [Theory]
    [InlineData("24", "void M(Stream file) { if (file is MemoryStream ms) { ms.CopyTo(Stream.Null); return; } file.ReadExactly(new byte[24]); }", Label = "a type pattern with a name")]
    [InlineData("24", "void M(Stream file) { if (file is MemoryStream) { file.CopyTo(Stream.Null); return; } file.ReadExactly(new byte[24]); }", Label = "a type pattern")]
    [InlineData("24", "void M(Stream file) { switch (file) { case MemoryStream ms: ms.CopyTo(Stream.Null); break; default: file.ReadExactly(new byte[24]); break; } }", Label = "a switch over types")]
    [InlineData("24", "void M(Stream file) { if (file is not MemoryStream) { file.ReadExactly(new byte[24]); return; } file.CopyTo(Stream.Null); }", Label = "a negated type pattern")]
    [InlineData("24", "void M(Stream file) { var ms = file as MemoryStream; if (ms != null) { ms.CopyTo(Stream.Null); return; } file.ReadExactly(new byte[24]); }", Label = "as and a comparison")]
    [InlineData("24", "void M(Stream file) { if (file.GetType() == typeof(MemoryStream)) { file.CopyTo(Stream.Null); return; } file.ReadExactly(new byte[24]); }", Label = "GetType")]
    [InlineData("24", "int M(Stream file) => file switch { MemoryStream m => (int)m.Length, _ => Read(file) }; static int Read(Stream s) { s.ReadExactly(new byte[24]); return 1; }", Label = "a switch expression over types")]
    [InlineData("48", "void M(Stream file) { if (file is FileStream) file.ReadExactly(new byte[24]); if (file is not FileStream) file.ReadExactly(new byte[48]); }", Label = "both answers of a type test")]
    [InlineData("129", "void M(Stream file) { var b = new byte[128]; int i = 0, c; while ((c = file.ReadByte()) > 0) { b[i++] = (byte)c; } }", Label = "the length of a buffer ends a loop")]
    [InlineData("129", "void M(Stream file) { Span<byte> b = stackalloc byte[128]; int i = 0; while (true) { var c = file.ReadByte(); if (c <= 0) break; b[i] = (byte)c; i++; } }", Label = "the length of a span ends a loop")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(Stream file) { var b = new byte[4096]; int i = 0, c; while ((c = file.ReadByte()) > 0) { b[i++] = (byte)c; } }", Label = "a buffer above the threshold")]
    [InlineData("requested", "void M(Stream file) { var v = 0; int c; while ((c = file.ReadByte()) >= '0') { v = checked(v * 10 + (c - '0')); } }", Label = "a checked number")]
    [InlineData("requested", "void M(Stream file) { var v = 0; int c; checked { while ((c = file.ReadByte()) >= '0') { v *= 10; v += c - '0'; } } }", Label = "a checked block")]
    [InlineData("requested", "void M(Stream file) { var s = new StringBuilder(16, 64); int c; while ((c = file.ReadByte()) > 0) { s.Append((char)c); } }", Label = "a builder with a capacity")]
    [InlineData("requested", "void M(Stream file) { var v = 0; int c; while ((c = file.ReadByte()) >= '0') { v = v * 10 + (c - '0'); } }", Label = "an unchecked number")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(Stream file) { if (file is FileStream) { file.CopyTo(Stream.Null); return; } file.ReadExactly(new byte[24]); }", Label = "the type test lets files through")]
    [InlineData("whole", "void M(Stream file) { var s = new StringBuilder(); int c; while ((c = file.ReadByte()) > 0) { s.Append((char)c); } }", Label = "a builder without a capacity")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
