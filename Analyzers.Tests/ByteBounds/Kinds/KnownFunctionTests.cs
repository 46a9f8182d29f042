namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Limits by functions of <c>Math</c> and the number types, reads of the tail of a file, and sizes from tables.</summary>
public sealed class KnownFunctionTests
{
    [Theory]
    [InlineData("104", "void M(BinaryReader file) { file.ReadBytes(int.Min(file.ReadInt32(), 100)); }", Label = "int.Min")]
    [InlineData("104", "void M(BinaryReader file) { file.ReadBytes(int.Clamp(file.ReadInt32(), 0, 100)); }", Label = "int.Clamp")]
    [InlineData("108", "void M(BinaryReader file) { file.ReadBytes((int)ulong.Min(file.ReadUInt64(), 100)); }", Label = "ulong.Min")]
    [InlineData("108", "void M(BinaryReader file) { file.ReadBytes((int)Math.Min(file.ReadUInt64(), 100)); }", Label = "Math.Min of unsigned numbers")]
    [InlineData("108", "void M(BinaryReader file) { file.ReadBytes((int)Math.Clamp(file.ReadUInt64(), 1, 100)); }", Label = "Math.Clamp of unsigned numbers")]
    [InlineData("104", "void M(BinaryReader file) { file.ReadBytes((int)uint.Min(file.ReadUInt32(), 100)); }", Label = "uint.Min")]
    [InlineData("104", "void M(BinaryReader file) { file.ReadBytes(Math.Min(Math.Abs(file.ReadInt32()), 100)); }", Label = "Math.Abs")]
    [InlineData("4096", "void M(FileStream file) { var start = Math.Max(0, file.Length - 4096); file.Seek(start, SeekOrigin.Begin); var b = new byte[file.Length - start]; file.ReadExactly(b); }", Label = "the tail after a seek from the beginning")]
    [InlineData("4096", "void M(FileStream file) { var len = file.Length; var start = Math.Max(0, len - 4096); file.Position = start; var b = new byte[(int)(len - start)]; file.ReadExactly(b); }", Label = "the tail, with the length in a local")]
    [InlineData("4096", "void M(FileStream file) { var len = (int)file.Length; var n = int.Min(len, 4096); file.Seek(-n, SeekOrigin.End); file.ReadExactly(new byte[n]); }", Label = "the tail after a seek from the end")]
    [InlineData("4096", "void M(FileStream file) { var len = file.Length; var start = len > 4096 ? len - 4096 : 0; file.Position = start; var b = new byte[len - start]; file.ReadExactly(b); }", Label = "the tail by a conditional expression")]
    [InlineData("65", "static readonly int[] Sizes = [16, 32, 64]; void M(BinaryReader file) { var n = file.ReadByte(); file.ReadBytes(Sizes[n]); }", Label = "a table in a collection expression")]
    [InlineData("65", "static readonly int[] Sizes = { 16, 32, 64 }; void M(BinaryReader file) { file.ReadBytes(Sizes[file.ReadByte() % 3]); }", Label = "a table in an array initializer")]
    [InlineData("65", "static ReadOnlySpan<byte> Sizes => [16, 32, 64]; void M(BinaryReader file) { file.ReadBytes(Sizes[file.ReadByte()]); }", Label = "a table in a span property")]
    [InlineData("65", "void M(BinaryReader file) { int[] sizes = [16, 32, 64]; file.ReadBytes(sizes[file.ReadByte()]); }", Label = "a table in a local array")]
    [InlineData("65", "void M(BinaryReader file) { ReadOnlySpan<int> sizes = [16, 32, 64]; file.ReadBytes(sizes[file.ReadByte()]); }", Label = "a table in a local span")]
    [InlineData("65", "void M(BinaryReader file) { file.ReadBytes(file.ReadByte() switch { 0 => 16, 1 => 32, _ => 64 }); }", Label = "a switch expression")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(BinaryReader file) { file.ReadBytes((int)long.Min(file.ReadInt64(), 100)); }", Label = "long.Min of a number that may be negative, whose cast wraps around")]
    [InlineData("requested", "void M(BinaryReader file, int[] sizes) { file.ReadBytes(sizes[file.ReadByte()]); }", Label = "a table from the caller")]
    [InlineData("requested", "static readonly Dictionary<int, int> Sizes = new() { [1] = 16 }; void M(BinaryReader file) { file.ReadBytes(Sizes[file.ReadByte()]); }", Label = "a dictionary")]
    [InlineData("requested", "static int[] Sizes = [16, 32, 64]; void M(BinaryReader file) { file.ReadBytes(Sizes[file.ReadByte()]); } static void Set(int n) { Sizes = [n]; }", Label = "a table that other code replaces")]
    [InlineData("requested", "static readonly int[] Sizes = [16, 32, 64]; void M(BinaryReader file) { file.ReadBytes(Sizes[file.ReadByte()]); } static void Set(int n) { Sizes[0] = n; }", Label = "a table whose elements other code changes")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("whole", "void M(BinaryReader file) { file.ReadBytes(Math.Max(file.ReadInt32(), 100)); }", Label = "Math.Max, which sets no upper limit")]
    [InlineData("whole", "void M(BinaryReader file) { file.ReadBytes(int.Max(file.ReadInt32(), 100)); }", Label = "int.Max, which sets no upper limit")]
    public void A_whole_read_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
