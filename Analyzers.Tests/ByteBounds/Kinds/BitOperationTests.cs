namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Numbers that are computed with bit operators: <c>r.ReadByte() &lt;&lt; 8 | r.ReadByte()</c>.</summary>
public sealed class BitOperationTests
{
    [Theory]
    [InlineData("65537", "void M(BinaryReader file) { var n = file.ReadByte() << 8 | file.ReadByte(); file.ReadBytes(n); }", Label = "two bytes as a 16-bit number")]
    [InlineData("65537", "void M(Stream file) { var b = new byte[2]; file.ReadExactly(b); file.ReadExactly(new byte[b[0] | (b[1] << 8)]); }", Label = "two elements of a buffer as a 16-bit number")]
    [InlineData("17", "void M(BinaryReader file) { file.ReadBytes(file.ReadByte() & 15 | 1); file.ReadByte(); }", Label = "a mask and an or")]
    [InlineData("256", "void M(BinaryReader file) { file.ReadBytes(file.ReadByte() ^ 0x55); }", Label = "an exclusive or")]
    [InlineData("65538", "void M(BinaryReader file) { int n = file.ReadByte(); n <<= 8; n |= file.ReadByte(); file.ReadBytes(n); file.ReadByte(); }", Label = "compound operators")]
    [InlineData("259", "void M(BinaryReader file) { file.ReadBytes((int)(file.ReadUInt32() >> 24)); }", Label = "the top byte of an unsigned number")]
    [InlineData("259", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() >>> 24); }", Label = "the top byte by an unsigned right shift")]
    [InlineData("131", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() >> 24); }", Label = "the top byte of a signed number")]
    [InlineData("68", "void M(BinaryReader file) { file.ReadBytes(System.Numerics.BitOperations.PopCount(file.ReadUInt32()) + 32); }", Label = "a count of bits")]
    [InlineData("65546", "void M(BinaryReader file) { var n = (file.ReadUInt16() + 7) & ~7; file.ReadBytes(n); file.ReadBytes(2); }", Label = "rounding up to a multiple of 8")]
    [InlineData("68", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() & 0x3f | 0); file.ReadByte(); }", Label = "an or with 0")]
    [InlineData("16777218", "void M(BinaryReader file) { var n = file.ReadByte() << 16 | file.ReadByte() << 8 | file.ReadByte(); file.ReadBytes(n); }", Label = "three bytes as a 24-bit number")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadByte() << 24 | file.ReadByte() << 16 | file.ReadByte() << 8 | file.ReadByte(); file.ReadBytes(n); }", Label = "four bytes as a 32-bit number, which has no useful limit")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
