namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Numbers that are computed with bit operators: <c>r.ReadByte() &lt;&lt; 8 | r.ReadByte()</c>.</summary>
public sealed class BitOperationTests
{
    [Theory]
    [InlineData("65537", "void M(BinaryReader file) { var n = file.ReadByte() << 8 | file.ReadByte(); file.ReadBytes(n); }")]
    [InlineData("65537", "void M(Stream file) { var b = new byte[2]; file.ReadExactly(b); file.ReadExactly(new byte[b[0] | (b[1] << 8)]); }")]
    [InlineData("17", "void M(BinaryReader file) { file.ReadBytes(file.ReadByte() & 15 | 1); file.ReadByte(); }")]
    [InlineData("256", "void M(BinaryReader file) { file.ReadBytes(file.ReadByte() ^ 0x55); }")]
    [InlineData("65538", "void M(BinaryReader file) { int n = file.ReadByte(); n <<= 8; n |= file.ReadByte(); file.ReadBytes(n); file.ReadByte(); }")]
    [InlineData("259", "void M(BinaryReader file) { file.ReadBytes((int)(file.ReadUInt32() >> 24)); }")]
    [InlineData("259", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() >>> 24); }")]
    [InlineData("131", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() >> 24); }")]
    [InlineData("68", "void M(BinaryReader file) { file.ReadBytes(System.Numerics.BitOperations.PopCount(file.ReadUInt32()) + 32); }")]
    [InlineData("65546", "void M(BinaryReader file) { var n = (file.ReadUInt16() + 7) & ~7; file.ReadBytes(n); file.ReadBytes(2); }")]
    [InlineData("68", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() & 0x3f | 0); file.ReadByte(); }")]
    [InlineData("16777218", "void M(BinaryReader file) { var n = file.ReadByte() << 16 | file.ReadByte() << 8 | file.ReadByte(); file.ReadBytes(n); }")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadByte() << 24 | file.ReadByte() << 16 | file.ReadByte() << 8 | file.ReadByte(); file.ReadBytes(n); }")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
