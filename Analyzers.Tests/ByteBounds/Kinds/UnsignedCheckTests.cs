namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Checks of unsigned numbers: <c>ulong n = r.ReadUInt64(); if (n &gt; 32768) throw</c>.</summary>
public sealed class UnsignedCheckTests
{
    [Theory]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n > 32768) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is > 32768) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is 0 or > 32768) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n <= 32768) { file.ReadBytes((int)n); } }")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (!(n <= 32768)) { return; } file.ReadBytes(checked((int)n)); }")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 32768UL); file.ReadBytes((int)n); }")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n >= 32768) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is >= 32768) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is < 32768) { file.ReadBytes((int)n); } }")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (32768 <= n) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); var k = n; if (n < 32768) { file.ReadBytes((int)k); } }")]
    [InlineData("32776", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (32768 < n) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32772", "void M(BinaryReader file) { uint n = file.ReadUInt32(); if (n > 32768) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("32776", "void M(Stream file) { var b = new byte[8]; file.ReadExactly(b); var n = BinaryPrimitives.ReadUInt64LittleEndian(b); if (n > 32768) { throw new IOException(); } file.ReadExactly(new byte[n]); }")]
    [InlineData("108", "void M(BinaryReader file) { var n = file.ReadInt64(); if ((ulong)n > 100) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if ((ulong)n > 100) throw new IOException(); file.ReadBytes(n); }")]
    [InlineData("104", "void M(BinaryReader file) { nuint n = file.ReadUInt32(); if (n > 100) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadUInt32(); var k = (int)n; if (n > 100) throw new IOException(); file.ReadBytes(k); }")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadUInt32(); if ((int)n > 100 || (int)n < 0) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("808", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n > 100) throw new IOException(); for (ulong i = 0; i < n; i++) { file.ReadInt64(); } }")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(BinaryReader file) { long n = file.ReadInt64(); if (n > 32768) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadUInt64(); if ((long)n > 100) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadUInt32(); if (n > 1e6) throw new IOException(); file.ReadBytes((int)n); }")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n.CompareTo(100) > 0) throw new IOException(); file.ReadBytes(n); }")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); file.ReadBytes((int)n); }")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n == 0) { return; } file.ReadBytes((int)n); }")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n > 32768) { Console.WriteLine(\"large\"); } file.ReadBytes((int)n); }")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n < 10) throw new IOException(); file.ReadBytes((int)n); }")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
