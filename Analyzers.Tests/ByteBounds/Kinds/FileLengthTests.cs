namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Checks of a file's length. Each read of <c>Length</c> gives the same number until the file changes.</summary>
public sealed class FileLengthTests
{
    [Theory]
    [InlineData("4096", "void M(FileStream file) { if (file.Length > 4096) throw new IOException(); var b = new byte[file.Length]; file.ReadExactly(b); }", Label = "a check that throws, before a buffer of the length")]
    [InlineData("512", "void M(FileStream file) { var b = new byte[file.Length < 512 ? file.Length : 512]; file.ReadExactly(b); }", Label = "a conditional expression as the size of the buffer")]
    [InlineData("512", "void M(FileStream file) { var n = file.Length < 512 ? (int)file.Length : 512; file.ReadExactly(new byte[n]); }", Label = "a conditional expression in a local")]
    [InlineData("4096", "void M(FileStream file, Stream to) { if (file.Length > 4096) throw new IOException(); file.CopyTo(to); }", Label = "a check before a copy")]
    [InlineData("4096", "void M(FileStream file) { if (file.Length > 4096) throw new IOException(); using var m = new MemoryStream(); file.CopyTo(m); }", Label = "a check before a copy to memory")]
    [InlineData("4096", "void M(FileStream file) { if (file.Length > 4096) return; file.ReadExactly(new byte[(int)file.Length]); }", Label = "a check that returns")]
    [InlineData("4096", "void M(FileStream file) { if (file.Length is > 4096) return; file.ReadExactly(new byte[checked((int)file.Length)]); }", Label = "a check by a pattern")]
    [InlineData("4096", "void M(FileStream file) { ArgumentOutOfRangeException.ThrowIfGreaterThan(file.Length, 4096); file.ReadExactly(new byte[file.Length]); }", Label = "ThrowIfGreaterThan")]
    [InlineData("4096", "void M(SafeFileHandle file) { if (RandomAccess.GetLength(file) > 4096) return; RandomAccess.Read(file, new byte[RandomAccess.GetLength(file)], 0); }", Label = "the length of a handle")]
    [InlineData("4096", "void M(BinaryReader file) { if (file.BaseStream.Length > 4096) return; file.ReadBytes((int)file.BaseStream.Length); }", Label = "the length of the stream under a reader")]
    [InlineData("4096", "void M(Stream file) { var n = (int)Math.Min(file.Length, 4096); file.ReadExactly(new byte[n]); }", Label = "Math.Min")]
    [InlineData("4096", "void M(Stream file) { Check(file); file.ReadExactly(new byte[file.Length]); } static void Check(Stream s) { if (s.Length > 4096) throw new IOException(); }", Label = "a helper that checks")]
    [InlineData("4096", "async Task M(FileStream file, Stream to) { if (file.Length > 4096) throw new IOException(); await file.CopyToAsync(to); }", Label = "a check before an asynchronous copy")]
    [InlineData("100", "void M(Stream file) { var h = new byte[8]; if (BinaryPrimitives.ReadInt32LittleEndian(h) > 100) return; file.ReadExactly(new byte[BinaryPrimitives.ReadInt32LittleEndian(h)]); }", Label = "a number in a buffer, read twice from the same bytes")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(BinaryReader file) { if (file.BaseStream.Length <= 4096) { file.ReadBytes((int)(file.BaseStream.Length - file.BaseStream.Position)); } }", Label = "the rest of the file from the position")]
    [InlineData("requested", "void M(Stream file) { if (file.Length > 4096) return; var b = new byte[64]; while (file.Read(b) > 0) { } }", Label = "a loop to the end after a check of the length")]
    [InlineData("requested", "void M(FileStream file, int max) { if (file.Length > max) return; file.ReadExactly(new byte[file.Length]); }", Label = "a limit that is a parameter")]
    [InlineData("requested", "void M(FileStream file, int max, Stream to) { if (file.Length > max) return; file.CopyTo(to); }", Label = "a copy with a limit that is a parameter")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(FileStream file) { if (file.Length < 4096) throw new IOException(); file.ReadExactly(new byte[file.Length]); }", Label = "a lower limit")]
    [InlineData("whole", "void M(FileStream file) { if (file.Length > 4096) { Console.WriteLine(); } file.ReadExactly(new byte[file.Length]); }", Label = "a check that nothing depends on")]
    [InlineData("whole", "void M(FileStream file) { if (file.Length > 4096) return; file.SetLength(1 << 20); file.ReadExactly(new byte[file.Length]); }", Label = "a check before the file grows")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
