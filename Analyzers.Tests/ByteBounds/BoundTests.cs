namespace Analyzers.Tests.ByteBounds;

public sealed class BoundTests
{
    [Theory]
    // Straight lines.
    [InlineData("52", "void M(Stream file) { var b = new byte[52]; file.ReadExactly(b); }")]
    [InlineData("52", "void M(Stream file) { Span<byte> b = stackalloc byte[52]; file.ReadExactly(b); }")]
    [InlineData("0", "void M(Stream file) { _ = file.Length; }")]
    [InlineData("52", "void M(Stream file) { var b = new byte[64]; file.ReadExactly(b, 0, 48); file.ReadExactly(b.AsSpan(0, 4)); }")]
    [InlineData("16", "void M(Stream file) { var b = new byte[64]; _ = file.Read(b.AsSpan(48)); }")]
    [InlineData("12", "void M(Stream file) { Span<byte> b = stackalloc byte[64]; file.ReadExactly(b[4..16]); }")]
    [InlineData("60", "void M(Stream file) { var b = new byte[64]; file.ReadExactly(b[4..]); }")]
    [InlineData("63", "void M(Stream file) { Span<byte> b = new byte[64]; file.ReadExactly(b[..^1]); }")]
    [InlineData("17", "void M(BinaryReader file) { file.ReadInt32(); file.ReadInt64(); file.ReadByte(); file.ReadSingle(); }")]
    [InlineData("1", "int M(FileStream file) => file.ReadByte();")]
    [InlineData("100", "void M(SafeFileHandle file) { var b = new byte[100]; RandomAccess.Read(file, b, 0); }")]
    [InlineData("10", "async Task M(Stream file) { var b = new byte[10]; await file.ReadExactlyAsync(b).ConfigureAwait(false); }")]
    [InlineData("24", "void M(Stream file) { var r = new BinaryReader(file); r.ReadBytes(16); r.ReadInt64(); }")]
    [InlineData("16", "void M(Stream file) { using var r = new BinaryReader(file, Encoding.UTF8, true); r.ReadChars(4); }")]
    [InlineData("4144", "void M(Stream file) { using var r = new BufferedStream(file); r.ReadExactly(new byte[48]); }")]
    // Branches: the larger one.
    [InlineData("20", "void M(Stream file, bool x) { var b = new byte[64]; if (x) { file.ReadExactly(b, 0, 10); } else { file.ReadExactly(b, 0, 20); } }")]
    [InlineData("14", "void M(BinaryReader file, int v) { file.ReadInt32(); switch (v) { case 1: file.ReadInt16(); break; case 2: file.ReadBytes(10); break; default: throw new IOException(); } }")]
    [InlineData("16", "void M(Stream file, bool x) { file.ReadExactly(new byte[x ? 8 : 16]); }")]
    [InlineData("9", "void M(Stream file) { if (file.ReadByte() is 3) { file.ReadExactly(new byte[8]); } }")]
    [InlineData("5", "void M(Stream? file) { file?.ReadExactly(new byte[5]); }")]
    [InlineData("40", "void M(Stream file, int n) { file.ReadExactly(new byte[Math.Min(n, 40)]); }")]
    [InlineData("44", "void M(BinaryReader file) { int n = file.ReadInt32(); if (n < 0 || n > 40) { throw new IOException(); } file.ReadBytes(n); }")]
    [InlineData("44", "void M(BinaryReader file) { int n = file.ReadInt32(); if ((uint)n > 40) { return; } file.ReadBytes(n); }")]
    [InlineData("44", "void M(BinaryReader file) { int n = file.ReadInt32(); if (n is < 0 or > 40) { return; } file.ReadBytes(n); }")]
    [InlineData("65537", "void M(BinaryReader file) { file.ReadBytes(file.ReadUInt16()); }")]
    [InlineData("19", "void M(BinaryReader file) { file.ReadBytes(file.ReadInt32() & 15); }")]
    // Loops.
    [InlineData("32", "void M(BinaryReader file) { for (var i = 0; i < 8; i++) { file.ReadInt32(); } }")]
    [InlineData("6", "void M(Stream file) { for (var i = 0; i < 2; i++) { for (var j = 0; j < 3; j++) { file.ReadByte(); } } }")]
    [InlineData("16", "void M(BinaryReader file, int n) { for (var i = 0; i < Math.Min(n, 4); i++) { file.ReadInt32(); } }")]
    [InlineData("10", "void M(Stream file) { var i = 10; while (i > 0) { file.ReadByte(); i--; } }")]
    [InlineData("3", "void M(Stream file) { var i = 0; again: file.ReadByte(); if (++i < 3) { goto again; } }")]
    [InlineData("whole", "void M(Stream file) { var b = new byte[4096]; while (file.Read(b) > 0) { } }")]
    [InlineData("whole", "void M(Stream file) { var b = new byte[4096]; int n; while ((n = file.Read(b)) != 0) { } }")]
    [InlineData("whole", "void M(Stream file) { var b = new byte[4096]; while (true) { var n = file.Read(b); if (n == 0) { break; } } }")]
    [InlineData("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); for (var i = 0; i < n; i++) { file.ReadInt64(); } }")]
    [InlineData("whole", "void M(BinaryReader file) { while (file.BaseStream.Position < file.BaseStream.Length) { file.ReadInt64(); } }")]
    [InlineData("whole", "void M(BinaryReader file) { try { while (true) { file.ReadInt64(); } } catch (EndOfStreamException) { } }")]
    [InlineData("unknown", "void M(BinaryReader file, int n) { for (var i = 0; i < n; i++) { file.ReadInt64(); } }")]
    [InlineData("unknown", "void M(Stream file, int n) { var b = new byte[64]; while (n > 0) { var m = file.Read(b, 0, Math.Min(n, 64)); if (m == 0) { throw new EndOfStreamException(); } n -= m; } }")]
    [InlineData("unknown", "void M(Stream file, CancellationToken c) { var b = new byte[64]; while (file.Read(b) > 0) { if (c.IsCancellationRequested) { return; } } }")]
    [InlineData("unknown", "void M(BinaryReader file, bool far) { var most = far ? 500000 : 0; var start = 0; while (start <= most) { if (file.ReadByte() == 0x52) { break; } start++; } }")]
    // Until there is enough.
    [InlineData("52", "void M(Stream file) { var b = new byte[52]; var total = 0; while (total < 52) { var n = file.Read(b, total, 52 - total); if (n == 0) { throw new EndOfStreamException(); } total += n; } }")]
    [InlineData("4096", "void M(Stream file) { var b = new byte[4096]; var total = 0; while (total < b.Length) { var n = file.Read(b, total, b.Length - total); if (n == 0) { break; } total += n; } }")]
    [InlineData("60", "void M(Stream file) { file.ReadExactly(new byte[8]); var b = new byte[52]; var total = 0; while (total < 52) { var n = file.Read(b.AsSpan(total)); if (n == 0) { break; } total = total + n; } }")]
    [InlineData("64", "async Task M(Stream file) { var b = new byte[64]; var total = 0; int n; do { n = await file.ReadAsync(b.AsMemory(total, b.Length - total)); total += n; } while (n > 0 && total < b.Length); }")]
    [InlineData("100", "void M(Stream file) { var b = new byte[16]; var left = 100; while (left > 0) { var n = file.Read(b, 0, Math.Min(left, b.Length)); if (n == 0) { break; } left -= n; } }")]
    [InlineData("whole", "void M(Stream file) { var b = new byte[52]; while (true) { var n = file.Read(b, 0, 52); if (n == 0) { break; } } }")]
    [InlineData("unknown", "void M(Stream file) { var b = new byte[52]; var total = 0; while (total < 52) { var n = file.Read(b, total, 52 - total); if (n == 0) { break; } total += n; if (n == 3) { total = 0; } } }")]
    [InlineData("unknown", "void M(BinaryReader file) { var end = Math.Min(file.BaseStream.Length, 65557); file.BaseStream.Seek(-end, SeekOrigin.End); file.ReadBytes((int)(file.BaseStream.Length - file.BaseStream.Position)); }")]
    // Whole.
    [InlineData("whole", "void M(Stream file, Stream to) { file.CopyTo(to); }")]
    [InlineData("whole", "byte[] M(BinaryReader file) => file.ReadBytes(file.ReadInt32());")]
    [InlineData("whole", "byte[] M(FileStream file) { var b = new byte[file.Length]; file.ReadExactly(b); return b; }")]
    [InlineData("whole", "string M(Stream file) { using var r = new StreamReader(file); return r.ReadToEnd(); }")]
    [InlineData("whole", "void M(Stream file, Stream to) { using var z = new GZipStream(file, CompressionMode.Decompress); z.CopyTo(to); }")]
    [InlineData("whole", "void M(Stream file) { using var r = new StreamReader(file); while (r.ReadLine() is { } line) { } }")]
    // Unknown.
    [InlineData("unknown", "void M(Stream file, byte[] b) { _ = file.Read(b); }")]
    [InlineData("unknown", "void M(Stream file) { Other.Unseen.Use(file); } class Other { public class Unseen { [System.Runtime.InteropServices.DllImport(\"x\")] public static extern void Use(Stream s); } }")]
    [InlineData("unknown", "void M(Stream file) { using var z = new GZipStream(file, CompressionMode.Decompress); z.ReadByte(); }")]
    [InlineData("unknown", "void M(Stream file) { var b = ArrayPool<byte>.Shared.Rent(52); _ = file.Read(b); }")]
    [InlineData("52", "void M(Stream file) { var b = ArrayPool<byte>.Shared.Rent(52); _ = file.Read(b, 0, 52); }")]
    [InlineData("unknown", "void M(Stream file, Stream to) { file.Seek(-128, SeekOrigin.End); file.CopyTo(to); }")]
    [InlineData("unknown", "void M(Stream file, Action<Stream> use) { use(file); }")]
    [InlineData("unknown", "Func<int> M(Stream file) => () => file.ReadByte();")]
    [InlineData("unknown", "void M(Stream file) { var list = new List<Stream> { file }; }")]
    [InlineData("unknown", "void M(Stream file) { var pair = (file, 1); }")]
    [InlineData("unknown", "static Stream? _kept; void M(Stream file) { new System.Net.Http.StreamContent(file); }")]
    // Callees.
    [InlineData("52", "void M(Stream file) { Fill(file, 48); Fill(file, 4); } static void Fill(Stream s, int n) { s.ReadExactly(new byte[n]); }")]
    [InlineData("4", "int M(Stream file) => Magic(new BinaryReader(file)); static int Magic(BinaryReader r) => r.ReadInt32();")]
    [InlineData("unknown", "void M(Stream file) { file.ReadByte(); M(file); }")]
    [InlineData("8", "BinaryReader _r = null!; void M(Stream file) { _r = new BinaryReader(file); Next(); Next(); } int Next() => _r.ReadInt32();")]
    [InlineData("unknown", "void M(Stream file) { Use(file); } protected virtual void Use(Stream s) { s.ReadByte(); }")]
    [InlineData("4", "static readonly int Size = 4; void M(Stream file) { var b = new byte[Size]; file.ReadExactly(b); }")]
    [InlineData("32", "readonly byte[] _b = new byte[32]; void M(Stream file) { file.ReadExactly(_b); }")]
    [InlineData("12", "void M(Stream file) { file.Skip(12); } } static class Extensions { extension(Stream stream) { public void Skip(int count) { for (var i = 0; i < count; i++) { stream.ReadByte(); } } }")]
    [InlineData("whole", "void M(Stream file) { file.Drain(); } } static class Extensions { extension(Stream stream) { public void Drain() { while (stream.ReadByte() >= 0) { } } }")]
    // What users declare of code that cannot be seen.
    [InlineData("24", "void M(Stream file) { Unseen(file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Unseen([ReadsAtMost(24)] Stream s);")]
    [InlineData("whole", "void M(Stream file) { Unseen(file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Unseen([ReadsToEnd] Stream s);")]
    [InlineData("unknown", "void M(Stream file) { Unseen(file, file); } [System.Runtime.InteropServices.DllImport(\"x\")] static extern void Unseen([ReadsAtMost(24)] Stream s, Stream t);")]
    [InlineData("8", "void M(FileStream file) { file.ReadExactly(new byte[8]); PageCache.Drop(file.SafeFileHandle); }")]
    [InlineData("8", "void M(Stream file) { using var windowed = new DropBehindStream(file, leaveOpen: true); windowed.ReadExactly(new byte[8]); }")]
    [InlineData("12", "void M(Stream file) { try { file.ReadExactly(new byte[8]); } catch (IOException) { file.ReadExactly(new byte[4]); } }")]
    [InlineData("12", "void M(Stream file) { try { file.ReadExactly(new byte[8]); } finally { file.ReadExactly(new byte[4]); } }")]
    public void A_method_reads(string bound, string members) => Assert.Equal(bound, Bounds.Read(members));

    [Theory]
    [InlineData("12", "void M(BinaryWriter file) { file.Write(1); file.Write(2L); }")]
    [InlineData("whole", "void M(Stream from, Stream file) { from.CopyTo(file); }")]
    [InlineData("unknown", "void M(Stream file, byte[] b) { file.Write(b); }")]
    public void A_method_writes(string bound, string members) => Assert.Equal(bound, Bounds.Written(members));

    [Fact]
    public void The_explanation_names_the_operations_and_their_lines() =>
        Assert.Equal(
            "48 at line 18, 3 × 4 at line 19",
            Bounds.Why("""
                void M(BinaryReader file)
                {
                    file.ReadBytes(48);
                    for (var i = 0; i < 3; i++) { file.ReadInt32(); }
                }
                """));

    [Fact]
    public void A_second_parameter_may_be_the_same_file() =>
        Assert.Equal("unknown", Bounds.Read("void M(Stream file, Stream other) { file.ReadByte(); other.CopyTo(Stream.Null); }"));
}
