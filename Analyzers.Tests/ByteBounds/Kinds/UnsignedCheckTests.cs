namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Checks of unsigned numbers: <c>ulong n = r.ReadUInt64(); if (n &gt; 32768) throw</c>.</summary>
public sealed class UnsignedCheckTests
{
    [Theory]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n > 32768) throw new IOException(); file.ReadBytes((int)n); }", Label = "greater than")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is > 32768) throw new IOException(); file.ReadBytes((int)n); }", Label = "a pattern: greater than")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is 0 or > 32768) throw new IOException(); file.ReadBytes((int)n); }", Label = "a pattern: 0 or greater than")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n <= 32768) { file.ReadBytes((int)n); } }", Label = "at most")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (!(n <= 32768)) { return; } file.ReadBytes(checked((int)n)); }", Label = "a negated at most")]
    [InlineData("32776", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); ArgumentOutOfRangeException.ThrowIfGreaterThan(n, 32768UL); file.ReadBytes((int)n); }", Label = "ThrowIfGreaterThan")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n >= 32768) throw new IOException(); file.ReadBytes((int)n); }", Label = "at least")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is >= 32768) throw new IOException(); file.ReadBytes((int)n); }", Label = "a pattern: at least")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (n is < 32768) { file.ReadBytes((int)n); } }", Label = "a pattern: less than")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); if (32768 <= n) throw new IOException(); file.ReadBytes((int)n); }", Label = "the limit on the left, at most")]
    [InlineData("32775", "void M(BinaryReader file) { ulong n = file.ReadUInt64(); var k = n; if (n < 32768) { file.ReadBytes((int)k); } }", Label = "a copy that is used after the check")]
    [InlineData("32776", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (32768 < n) throw new IOException(); file.ReadBytes((int)n); }", Label = "the limit on the left, less than")]
    [InlineData("32772", "void M(BinaryReader file) { uint n = file.ReadUInt32(); if (n > 32768) throw new IOException(); file.ReadBytes((int)n); }", Label = "32 bits")]
    [InlineData("32776", "void M(Stream file) { var b = new byte[8]; file.ReadExactly(b); var n = BinaryPrimitives.ReadUInt64LittleEndian(b); if (n > 32768) { throw new IOException(); } file.ReadExactly(new byte[n]); }", Label = "a number from a buffer")]
    [InlineData("108", "void M(BinaryReader file) { var n = file.ReadInt64(); if ((ulong)n > 100) throw new IOException(); file.ReadBytes((int)n); }", Label = "a signed 64-bit number, checked as unsigned")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadInt32(); if ((ulong)n > 100) throw new IOException(); file.ReadBytes(n); }", Label = "a signed 32-bit number, checked as unsigned")]
    [InlineData("104", "void M(BinaryReader file) { nuint n = file.ReadUInt32(); if (n > 100) throw new IOException(); file.ReadBytes((int)n); }", Label = "a native unsigned number")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadUInt32(); var k = (int)n; if (n > 100) throw new IOException(); file.ReadBytes(k); }", Label = "a signed copy that is used after the check")]
    [InlineData("104", "void M(BinaryReader file) { var n = file.ReadUInt32(); if ((int)n > 100 || (int)n < 0) throw new IOException(); file.ReadBytes((int)n); }", Label = "a check of both ends as a signed number")]
    [InlineData("808", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n > 100) throw new IOException(); for (ulong i = 0; i < n; i++) { file.ReadInt64(); } }", Label = "a loop over an unsigned count")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(BinaryReader file) { long n = file.ReadInt64(); if (n > 32768) throw new IOException(); file.ReadBytes((int)n); }", Label = "a signed 64-bit number that may be negative, whose cast wraps around")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadUInt64(); if ((long)n > 100) throw new IOException(); file.ReadBytes((int)n); }", Label = "an unsigned number, checked as signed")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadUInt32(); if (n > 1e6) throw new IOException(); file.ReadBytes((int)n); }", Label = "a comparison with a floating-point number")]
    [InlineData("requested", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n.CompareTo(100) > 0) throw new IOException(); file.ReadBytes(n); }", Label = "CompareTo")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); file.ReadBytes((int)n); }", Label = "no check")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n == 0) { return; } file.ReadBytes((int)n); }", Label = "a check for 0 alone")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n > 32768) { Console.WriteLine(\"large\"); } file.ReadBytes((int)n); }", Label = "a check that nothing depends on")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadUInt64(); if (n < 10) throw new IOException(); file.ReadBytes((int)n); }", Label = "a lower limit")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
