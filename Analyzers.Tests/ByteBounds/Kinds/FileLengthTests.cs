namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Checks of a file's length. Each read of <c>Length</c> gives the same number until the file changes.</summary>
public sealed class FileLengthTests
{
    [Theory]
    [InlineData("4096", "void M(FileStream file) { if (file.Length > 4096) throw new IOException(); var b = new byte[file.Length]; file.ReadExactly(b); }")]
    [InlineData("512", "void M(FileStream file) { var b = new byte[file.Length < 512 ? file.Length : 512]; file.ReadExactly(b); }")]
    [InlineData("512", "void M(FileStream file) { var n = file.Length < 512 ? (int)file.Length : 512; file.ReadExactly(new byte[n]); }")]
    [InlineData("4096", "void M(FileStream file, Stream to) { if (file.Length > 4096) throw new IOException(); file.CopyTo(to); }")]
    [InlineData("4096", "void M(FileStream file) { if (file.Length > 4096) throw new IOException(); using var m = new MemoryStream(); file.CopyTo(m); }")]
    [InlineData("4096", "void M(FileStream file) { if (file.Length > 4096) return; file.ReadExactly(new byte[(int)file.Length]); }")]
    [InlineData("4096", "void M(FileStream file) { if (file.Length is > 4096) return; file.ReadExactly(new byte[checked((int)file.Length)]); }")]
    [InlineData("4096", "void M(FileStream file) { ArgumentOutOfRangeException.ThrowIfGreaterThan(file.Length, 4096); file.ReadExactly(new byte[file.Length]); }")]
    [InlineData("4096", "void M(SafeFileHandle file) { if (RandomAccess.GetLength(file) > 4096) return; RandomAccess.Read(file, new byte[RandomAccess.GetLength(file)], 0); }")]
    [InlineData("4096", "void M(BinaryReader file) { if (file.BaseStream.Length > 4096) return; file.ReadBytes((int)file.BaseStream.Length); }")]
    [InlineData("4096", "void M(Stream file) { var n = (int)Math.Min(file.Length, 4096); file.ReadExactly(new byte[n]); }")]
    [InlineData("4096", "void M(Stream file) { Check(file); file.ReadExactly(new byte[file.Length]); } static void Check(Stream s) { if (s.Length > 4096) throw new IOException(); }")]
    [InlineData("4096", "async Task M(FileStream file, Stream to) { if (file.Length > 4096) throw new IOException(); await file.CopyToAsync(to); }")]
    [InlineData("100", "void M(Stream file) { var h = new byte[8]; if (BinaryPrimitives.ReadInt32LittleEndian(h) > 100) return; file.ReadExactly(new byte[BinaryPrimitives.ReadInt32LittleEndian(h)]); }")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(BinaryReader file) { if (file.BaseStream.Length <= 4096) { file.ReadBytes((int)(file.BaseStream.Length - file.BaseStream.Position)); } }")]
    [InlineData("requested", "void M(Stream file) { if (file.Length > 4096) return; var b = new byte[64]; while (file.Read(b) > 0) { } }")]
    [InlineData("requested", "void M(FileStream file, int max) { if (file.Length > max) return; file.ReadExactly(new byte[file.Length]); }")]
    [InlineData("requested", "void M(FileStream file, int max, Stream to) { if (file.Length > max) return; file.CopyTo(to); }")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(FileStream file) { if (file.Length < 4096) throw new IOException(); file.ReadExactly(new byte[file.Length]); }")]
    [InlineData("whole", "void M(FileStream file) { if (file.Length > 4096) { Console.WriteLine(); } file.ReadExactly(new byte[file.Length]); }")]
    [InlineData("whole", "void M(FileStream file) { if (file.Length > 4096) return; file.SetLength(1 << 20); file.ReadExactly(new byte[file.Length]); }")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
