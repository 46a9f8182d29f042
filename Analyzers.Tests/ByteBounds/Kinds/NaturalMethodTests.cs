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
    [InlineData("delegate in a local", "8", "void M(BinaryReader file) { Func<int> next = file.ReadInt32; next(); next(); }")]
    [InlineData("delegate with arguments", "48", "void M(Stream file) { Action<byte[], int, int> read = file.ReadExactly; var b = new byte[64]; read(b, 0, 16); read(b, 16, 32); }")]
    [InlineData("own helper object", "12", "class Wrapper(Stream s) { public void All() { s.ReadExactly(new byte[12]); } } void M(Stream file) { new Wrapper(file).All(); }")]
    [InlineData("own helper with a field", "12", "class Wrapper { readonly Stream _s; public Wrapper(Stream s) { _s = s; } public void Skip() { _s.ReadByte(); } public void All() { for (int i = 0; i < 3; i++) { _s.ReadExactly(new byte[4]); } } } void M(Stream file) { var w = new Wrapper(file); w.All(); }")]
    [InlineData("ref struct", "8", "ref struct Reader { Stream _s; public Reader(Stream s) { _s = s; } public long Next() { var b = new byte[8]; _s.ReadExactly(b); return b[0]; } } void M(Stream file) { var r = new Reader(file); r.Next(); }")]
    [InlineData("own helper, primary constructor field", "12", "class Wrapper(Stream s) { readonly Stream _s = s ?? throw new ArgumentNullException(); public void All() { _s.ReadExactly(new byte[12]); } } void M(Stream file) { new Wrapper(file).All(); }")]
    [InlineData("own helper over a binary reader", "20", "class Wrapper { readonly BinaryReader _r; readonly int _version; public Wrapper(Stream s, int version) { ArgumentNullException.ThrowIfNull(s); _r = new BinaryReader(s); _version = version; } public long Id() => _r.ReadInt64(); public int Count { get { return _r.ReadInt32(); } } } void M(Stream file) { var w = new Wrapper(file, 3); w.Id(); w.Id(); _ = w.Count; }")]
    [InlineData("own helper that is disposed of", "4", "sealed class Wrapper : IDisposable { readonly Stream _s; public Wrapper(Stream s) { if (s == null) throw new ArgumentNullException(); _s = s; } public int Next() { var b = new byte[4]; _s.ReadExactly(b); return b[0]; } public void Dispose() { _s.Dispose(); } } void M(Stream file) { using var w = new Wrapper(file); w.Next(); }")]
    [InlineData("async own helper", "16", "class Wrapper(Stream s) { public async Task<int> Next() { var b = new byte[8]; await s.ReadExactlyAsync(b); return b[0]; } } async Task M(Stream file) { var w = new Wrapper(file); await w.Next(); await w.Next(); }")]
    [InlineData("own helper behind an interface", "4", "interface INext { int Next(); } class Wrapper(Stream s) : INext { public int Next() { var b = new byte[4]; s.ReadExactly(b); return b[0]; } } void M(Stream file) { INext w = new Wrapper(file); w.Next(); }")]
    [InlineData("own helper from a function", "4", "class Wrapper(Stream s) { public int Next() { var b = new byte[4]; s.ReadExactly(b); return b[0]; } } static Wrapper Open(Stream s) => new(s); static int First(Wrapper w) => w.Next(); void M(Stream file) { First(Open(file)); }")]
    [InlineData("record over a stream", "4", "record Wrapper(Stream S) { public int Next() { var b = new byte[4]; S.ReadExactly(b); return b[0]; } } void M(Stream file) { new Wrapper(file).Next(); }")]
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
    [InlineData("struct by ref", "unknown", "struct Reader { public Stream S; } static void Next(ref Reader r) { r.S.ReadExactly(new byte[8]); } void M(Stream file) { var r = new Reader { S = file }; Next(ref r); }")]
    [InlineData("own helper that reads all", "whole", "class Wrapper(Stream s) { public byte[] All() { var m = new MemoryStream(); s.CopyTo(m); return m.ToArray(); } } void M(Stream file) { new Wrapper(file).All(); }")]
    [InlineData("own helper whose disposal reads", "whole", "sealed class Wrapper(Stream s) : IDisposable { public void Dispose() { s.CopyTo(Stream.Null); } } void M(Stream file) { using IDisposable w = new Wrapper(file); }")]
    [InlineData("own helper that hands the stream on", "unknown", "class Wrapper(Stream s) { public void Go(Action<Stream> take) { take(s); } } void M(Stream file, Action<Stream> take) { new Wrapper(file).Go(take); }")]
    [InlineData("own helper that reads in its constructor", "unknown", "class Wrapper { readonly Stream _s; public Wrapper(Stream s) { _s = s; _s.CopyTo(Stream.Null); } public int Next() => _s.ReadByte(); } void M(Stream file) { new Wrapper(file).Next(); }")]
    [InlineData("own helper with a helper inside", "unknown", "class Inner(Stream s) { public void All() { s.CopyTo(Stream.Null); } } class Wrapper(Stream s) { readonly Inner _i = new(s); public void All() { _i.All(); } } void M(Stream file) { new Wrapper(file).All(); }")]
    [InlineData("own helper handed to unknown code", "unknown", "class Wrapper(Stream s) { public int Next() => s.ReadByte(); } void M(Stream file, Action<object> run) { var w = new Wrapper(file); w.Next(); run(w); }")]
    [InlineData("own helper that returns itself", "unknown", "class Wrapper(Stream s) { public Wrapper Skip() { s.ReadByte(); return this; } } void M(Stream file, Action<object> run) { run(new Wrapper(file).Skip()); }")]
    [InlineData("one of two helpers", "unknown", "interface INext { int Next(); } class A(Stream s) : INext { public int Next() => s.ReadByte(); } class B(Stream s) : INext { public int Next() { s.CopyTo(Stream.Null); return 0; } } void M(Stream file, bool which) { INext w = which ? new A(file) : new B(file); w.Next(); }")]
    [InlineData("own helper derived from another", "unknown", "class Base(Stream s) { public int Next() => s.ReadByte(); } class Wrapper(Stream s) : Base(s) { } void M(Stream file) { new Wrapper(file).Next(); }")]
    [InlineData("own helper over a decoder", "unknown", "class Wrapper(Stream s) { public int Next() => s.ReadByte(); } void M(Stream file) { new Wrapper(new System.IO.Compression.GZipStream(file, System.IO.Compression.CompressionMode.Decompress)).Next(); }")]
    [InlineData("own helper whose property reads", "whole", "class Wrapper(Stream s) { public long Size { get { s.CopyTo(Stream.Null); return 1; } } } void M(Stream file) { _ = new Wrapper(file).Size; }")]
    [InlineData("own helper that gives its stream away", "whole", "class Wrapper(Stream s) { public Stream Inner { get; } = s; } void M(Stream file) { new Wrapper(file).Inner.CopyTo(Stream.Null); }")]
    [InlineData("own helper with a public field", "whole", "class Wrapper { public Stream S; public Wrapper(Stream s) { S = s; } } void M(Stream file) { new Wrapper(file).S.CopyTo(Stream.Null); }")]
    [InlineData("own helper that gets another stream", "unknown", "class Wrapper { Stream _s; public Wrapper(Stream s) { _s = s; } public void Use(Stream s) { _s = s; } public void All() { _s.CopyTo(Stream.Null); } } void M(Stream file, Stream other) { var w = new Wrapper(other); w.Use(file); w.All(); }")]
    [InlineData("own BinaryReader", "unknown", "class BigReader(Stream s) : BinaryReader(s) { public override int ReadInt32() => System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(base.ReadInt32()); } void M(Stream file) { var r = new BigReader(file); r.ReadInt32(); r.ReadInt32(); }")]
    [InlineData("StringBuilder.Length as cap", "asked", "void M(Stream file) { var t = new System.Text.StringBuilder(); int c; while (t.Length < 64 && (c = file.ReadByte()) > 0) { t.Append((char)c); } }")]
    [InlineData("List.Count as cap", "asked", "void M(Stream file) { var l = new List<int>(); while (l.Count < 64) { l.Add(file.ReadByte()); } }")]
    [InlineData("static readonly tuples", "asked", "static readonly (string Name, int Size)[] Fields = [(\"a\", 4), (\"b\", 8)]; void M(BinaryReader file) { foreach (var (name, size) in Fields) { file.ReadBytes(size); } }")]
    [InlineData("delegate that is handed on", "unknown", "void M(BinaryReader file, Action<Func<int>> run) { run(file.ReadInt32); }")]
    [InlineData("delegate that is kept", "unknown", "Func<int> _next; void M(BinaryReader file, object other) { _next = file.ReadInt32; Later(); } void Later() { Pass(_next); } static void Pass(object o) => GC.KeepAlive(o.ToString());")]
    [InlineData("one of two delegates", "unknown", "void M(BinaryReader file, bool which) { Func<int> next = which ? file.ReadInt32 : file.Read; next(); }")]
    [InlineData("Retry", "unknown", "static T Retry<T>(Func<T> f) { return f(); } void M(BinaryReader file) { Retry(() => file.ReadBytes(16)); }")]
    [InlineData("Retry in a loop", "unknown", "static T Retry<T>(Func<T> f) { for (int i = 0; i < 3; i++) { try { return f(); } catch (IOException) { } } throw new IOException(); } void M(BinaryReader file) { Retry(() => file.ReadBytes(16)); }")]
    public void Nothing_is_claimed(string label, string expected, string code)
    {
        _ = label;
        Assert.Equal(expected, Bounds.Read(code));
    }
}
