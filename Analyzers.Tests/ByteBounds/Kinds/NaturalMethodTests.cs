namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Ways to write a header read that real code uses.</summary>
public sealed class NaturalMethodTests
{
    [Theory]
    [InlineData("generic sizeof", "16", "struct H { public long A; public long B; } unsafe T Get<T>(Stream s) where T : unmanaged { Span<byte> b = stackalloc byte[sizeof(T)]; s.ReadExactly(b); return System.Runtime.InteropServices.MemoryMarshal.Read<T>(b); } void M(Stream file) { Get<H>(file); }")]
    [InlineData("generic Unsafe.SizeOf", "8", "T Get<T>(Stream s) where T : unmanaged { Span<byte> b = stackalloc byte[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()]; s.ReadExactly(b); return System.Runtime.InteropServices.MemoryMarshal.Read<T>(b); } void M(Stream file) { Get<long>(file); }")]
    [InlineData("generic array of T", "16", "T Get<T>(Stream s) where T : struct { var b = new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()]; s.ReadExactly(b); return System.Runtime.InteropServices.MemoryMarshal.Read<T>(b); } void M(Stream file) { Get<int>(file); Get<int>(file); Get<long>(file); }")]
    [InlineData("AsBytes of a struct", "16", "struct H { public long A; public long B; } void M(Stream file) { H h = default; file.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<H>(ref h))); }")]
    [InlineData("gather list", "96", "void M(SafeFileHandle file) { var a = new byte[32]; var b = new byte[64]; RandomAccess.Read(file, new Memory<byte>[] { a, b }, 0); }")]
    [InlineData("gather collection expression", "96", "void M(SafeFileHandle file) { RandomAccess.Read(file, [new byte[32], new byte[64]], 0); }")]
    [InlineData("static abstract", "24", "interface IFrom<T> where T : IFrom<T> { static abstract T From(Stream s); } struct H : IFrom<H> { public static H From(Stream s) { s.ReadExactly(new byte[24]); return default; } } T Get<T>(Stream s) where T : IFrom<T> => T.From(s); void M(Stream file) { Get<H>(file); }")]
    [InlineData("static readonly array", "12", "static readonly int[] Fields = [4, 4, 4]; void M(BinaryReader file) { foreach (var f in Fields) { file.ReadBytes(f); } }")]
    [InlineData("recursion with a decreasing constant", "32", "void Read(BinaryReader r, int n) { if (n == 0) return; r.ReadInt64(); Read(r, n - 1); } void M(BinaryReader file) { Read(file, 4); }")]
    [InlineData("walk by Seek", "160", "void M(FileStream file) { var b = new byte[16]; for (int i = 0; i < 10; i++) { file.ReadExactly(b); file.Seek(b[0], SeekOrigin.Current); } }")]
    [InlineData("array in an auto-property", "32", "byte[] Buffer { get; } = new byte[32]; void M(Stream file) { file.ReadExactly(Buffer); }")]
    [InlineData("array in a static auto-property", "32", "static byte[] Buffer { get; } = new byte[32]; void M(Stream file) { file.ReadExactly(Buffer, 0, Buffer.Length); }")]
    [InlineData("lambda in a local", "8", "void M(BinaryReader file) { Func<int> next = () => file.ReadInt32(); next(); next(); }")]
    [InlineData("lambda to Task.Run", "16", "async Task M(Stream file) { await Task.Run(() => file.ReadExactly(new byte[16])); }")]
    [InlineData("async lambda to Task.Run", "16", "async Task M(Stream file) { await Task.Run(async () => await file.ReadExactlyAsync(new byte[16])); }")]
    public void A_bound_is_proven(string label, string expected, string code)
    {
        _ = label;
        Assert.Equal(expected, Bounds.Read(code));
    }

    /// <summary>A wrong bound would be worse than none, so these stay unknown.</summary>
    [Theory]
    [InlineData("a type that is not known", "unknown", "T Get<T>(Stream s) where T : unmanaged { Span<byte> b = stackalloc byte[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()]; s.ReadExactly(b); return default; } void M<T>(Stream file) where T : unmanaged { Get<T>(file); }")]
    [InlineData("a parser that is not known", "unknown", "interface IFrom<T> where T : IFrom<T> { static abstract T From(Stream s); } void M<T>(Stream file) where T : IFrom<T> { T.From(file); }")]
    [InlineData("a list that is filled elsewhere", "asked", "void M(SafeFileHandle file, List<Memory<byte>> list) { RandomAccess.Read(file, list, 0); }")]
    [InlineData("an array that was changed", "unknown", "void M(SafeFileHandle file, int n) { var list = new Memory<byte>[] { new byte[32] }; list[0] = new byte[n]; RandomAccess.Read(file, list, 0); }")]
    [InlineData("a table that was changed", "unknown", "void M(BinaryReader file, int n) { int[] sizes = [4, 4]; sizes[1] = n; foreach (var size in sizes) { file.ReadBytes(size); } }")]
    [InlineData("a table that others can change", "unknown", "static int[] Sizes = [4, 4]; void M(BinaryReader file) { foreach (var size in Sizes) { file.ReadBytes(size); } }")]
    [InlineData("a recursion without a number", "unknown", "void Read(BinaryReader r) { if (r.ReadByte() != 0) { Read(r); } } void M(BinaryReader file) { Read(file); }")]
    [InlineData("a recursion that goes on", "unknown", "void Read(BinaryReader r, int n) { r.ReadByte(); Read(r, n + 1); } void M(BinaryReader file) { Read(file, 0); }")]
    [InlineData("a recursion over the limit", "unknown", "void Read(BinaryReader r, int n) { if (n > 0) { r.ReadByte(); Read(r, n - 1); } } void M(BinaryReader file) { Read(file, 5000); }")]
    [InlineData("own helper object", "unknown", "class Wrapper(Stream s) { public void All() { s.ReadExactly(new byte[12]); } } void M(Stream file) { new Wrapper(file).All(); }")]
    [InlineData("own helper with a field", "unknown", "class Wrapper { readonly Stream _s; public Wrapper(Stream s) { _s = s; } public void Skip() { _s.ReadByte(); } public void All() { for (int i = 0; i < 3; i++) { _s.ReadExactly(new byte[4]); } } } void M(Stream file) { var w = new Wrapper(file); w.All(); }")]
    [InlineData("ref struct", "unknown", "ref struct Reader { Stream _s; public Reader(Stream s) { _s = s; } public long Next() { var b = new byte[8]; _s.ReadExactly(b); return b[0]; } } void M(Stream file) { var r = new Reader(file); r.Next(); }")]
    [InlineData("struct by ref", "unknown", "struct Reader { public Stream S; } static void Next(ref Reader r) { r.S.ReadExactly(new byte[8]); } void M(Stream file) { var r = new Reader { S = file }; Next(ref r); }")]
    [InlineData("own BinaryReader", "unknown", "class BigReader(Stream s) : BinaryReader(s) { public override int ReadInt32() => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(base.ReadInt32()); } void M(Stream file) { var r = new BigReader(file); r.ReadInt32(); r.ReadInt32(); }")]
    [InlineData("StringBuilder.Length as cap", "asked", "void M(Stream file) { var t = new System.Text.StringBuilder(); int c; while (t.Length < 64 && (c = file.ReadByte()) > 0) { t.Append((char)c); } }")]
    [InlineData("List.Count as cap", "asked", "void M(Stream file) { var l = new List<int>(); while (l.Count < 64) { l.Add(file.ReadByte()); } }")]
    [InlineData("static readonly tuples", "asked", "static readonly (string Name, int Size)[] Fields = [(\"a\", 4), (\"b\", 8)]; void M(BinaryReader file) { foreach (var (name, size) in Fields) { file.ReadBytes(size); } }")]
    [InlineData("delegate in a local", "unknown", "void M(BinaryReader file) { Func<int> next = file.ReadInt32; next(); next(); }")]
    [InlineData("Retry", "unknown", "static T Retry<T>(Func<T> f) { return f(); } void M(BinaryReader file) { Retry(() => file.ReadBytes(16)); }")]
    [InlineData("Retry in a loop", "unknown", "static T Retry<T>(Func<T> f) { for (int i = 0; i < 3; i++) { try { return f(); } catch (IOException) { } } throw new IOException(); } void M(BinaryReader file) { Retry(() => file.ReadBytes(16)); }")]
    public void Nothing_is_claimed(string label, string expected, string code)
    {
        _ = label;
        Assert.Equal(expected, Bounds.Read(code));
    }
}
