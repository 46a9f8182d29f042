namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Loops that read until they have enough, also with parameters, spans and chunks.</summary>
public sealed class ReadUntilEnoughTests
{
    [Theory]
    [InlineData("512", "void M(Stream file) { ReadFully(file, new byte[512], 0, 512); } static void ReadFully(Stream s, byte[] b, int off, int count) { while (count > 0) { var n = s.Read(b, off, count); if (n <= 0) throw new IOException(); off += n; count -= n; } }")]
    [InlineData("512", "void M(Stream file) { var b = new byte[512]; ReadFully(file, b); } static void ReadFully(Stream s, byte[] b) { int off = 0, count = b.Length; while (count > 0) { var n = s.Read(b, off, count); if (n <= 0) throw new IOException(); off += n; count -= n; } }")]
    [InlineData("512", "void M(Stream file) { ReadFully(file, new byte[512], 0, 512); } static int ReadFully(Stream s, byte[] b, int off, int len) { int total = 0; while (true) { int got = s.Read(b, off + total, len - total); if (got < 0) { return total == 0 ? -1 : total; } total += got; if (total == len) { return total; } } }")]
    [InlineData("512", "void M(Stream file) { Span<byte> rest = new byte[512]; while (rest.Length > 0) { var n = file.Read(rest); if (n == 0) throw new IOException(); rest = rest[n..]; } }")]
    [InlineData("512", "void M(Stream file) { Span<byte> rest = new byte[512]; while (!rest.IsEmpty) { var n = file.Read(rest); if (n == 0) throw new IOException(); rest = rest.Slice(n); } }")]
    [InlineData("512", "void M(Stream file) { Fill(file, new byte[512]); } static void Fill(Stream s, Span<byte> rest) { while (rest.Length > 0) { var n = s.Read(rest); if (n == 0) throw new IOException(); rest = rest[n..]; } }")]
    [InlineData("512", "async Task M(Stream file) { Memory<byte> rest = new byte[512]; while (rest.Length > 0) { var n = await file.ReadAsync(rest); if (n == 0) throw new IOException(); rest = rest[n..]; } }")]
    [InlineData("512", "void M(Stream file) { var chunk = new byte[64]; long left = 512; while (left > 0) { var n = file.Read(chunk, 0, (int)Math.Min(left, chunk.Length)); if (n == 0) break; left -= n; } }")]
    [InlineData("512", "void M(Stream file) { Skip(file, 512); } static void Skip(Stream s, long left) { var chunk = new byte[64]; while (left > 0) { var n = s.Read(chunk, 0, (int)Math.Min(left, chunk.Length)); if (n == 0) break; left -= n; } }")]
    [InlineData("512", "void M(Stream file) { Skip(file, 512); } static void Skip(Stream s, int left) { var chunk = new byte[64]; do { var n = s.Read(chunk, 0, Math.Min(left, chunk.Length)); if (n == 0) break; left -= n; } while (left > 0); }")]
    [InlineData("512", "void M(Stream file) { Skip(file, 512); } static void Skip(Stream s, int left) { Span<byte> chunk = stackalloc byte[64]; for (; left > 0;) { var n = s.Read(chunk[..Math.Min(left, chunk.Length)]); if (n == 0) break; left -= n; } }")]
    [InlineData("512", "void M(Stream file) { Skip(file, 512); } static void Skip(Stream s, int left) { Span<byte> chunk = stackalloc byte[64]; while (left > 0) { var n = s.Read(chunk.Slice(0, Math.Min(left, chunk.Length))); if (n == 0) break; left = left - n; } }")]
    [InlineData("512", "void M(Stream file) { var b = new byte[512]; int off = 0, n; while (off < b.Length && (n = file.Read(b, off, b.Length - off)) > 0) off += n; }")]
    [InlineData("512", "void M(Stream file) { var b = new byte[512]; for (int off = 0, n; off < 512; off += n) { n = file.Read(b, off, 512 - off); if (n == 0) return; } }")]
    [InlineData("512", "void M(Stream file) { ReadFully(file, new byte[512], 0, 512); } static void ReadFully(Stream s, byte[] b, int off, int count) { again: var n = s.Read(b, off, count); if (n <= 0) throw new IOException(); off += n; count -= n; if (count > 0) goto again; }")]
    [InlineData("1024", "void M(Stream file) { var b = new byte[512]; ReadFully(file, b, 0, 512); ReadFully(file, b, 0, 512); } static void ReadFully(Stream s, byte[] b, int off, int count) { while (count > 0) { var n = s.Read(b, off, count); if (n <= 0) throw new IOException(); off += n; count -= n; } }")]
    [InlineData("512", "void M(SafeFileHandle file) { var b = new byte[512]; var at = 0L; var rest = b.AsSpan(); while (rest.Length > 0) { var n = RandomAccess.Read(file, rest, at); if (n == 0) break; at += n; rest = rest[n..]; } }")]
    [InlineData("512", "void M(Stream file) { ReadFully(file, new byte[512], 0, 512); } static void ReadFully(Stream s, byte[] b, int off, int count) { int end = off + count; while (off < end) { var n = s.Read(b, off, end - off); if (n <= 0) throw new IOException(); off += n; } }")]
    [InlineData("512", "void M(BinaryReader file) { ReadFully(file, new byte[512], 0, 512); } static void ReadFully(BinaryReader s, byte[] b, int off, int count) { while (count > 0) { var n = s.Read(b, off, count); if (n <= 0) throw new IOException(); off += n; count -= n; } }")]
    [InlineData("1024", "void M(Stream file, Stream to) { var b = new byte[16]; var n = 1024; while (n > 0) { var k = file.Read(b, 0, Math.Min(n, 16)); if (k == 0) break; n -= k; to.Write(b, 0, k); } }")]
    [InlineData("1032", "void M(BinaryReader file) { file.ReadInt64(); var b = new byte[16]; var n = 1024; while (n > 0) { var k = file.Read(b, 0, Math.Min(b.Length, n)); if (k == 0) break; n -= k; } }")]
    [InlineData("65536", "async Task M(Stream file, Stream to) { var b = new byte[4096]; long left = 1 << 16; while (left > 0) { var k = await file.ReadAsync(b.AsMemory(0, (int)Math.Min(left, b.Length))); if (k == 0) return; left -= k; await to.WriteAsync(b.AsMemory(0, k)); } }")]
    [InlineData("5000", "void M(Stream file) { Skip(file, 5000); } static void Skip(Stream s, int n) { Span<byte> b = stackalloc byte[8]; while (n > 0) { var k = s.Read(b[..Math.Min(n, 8)]); if (k == 0) throw new EndOfStreamException(); n -= k; } }")]
    [InlineData("5000", "void M(Stream file) { var b = new byte[8]; var total = 0; while (total < 5000) { var k = file.Read(b, 0, Math.Min(5000 - total, 8)); if (k == 0) break; total += k; } }")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("unknown", "void M(Stream file) { var b = new byte[64]; int total = 0; while (total < 512) { var n = file.Read(b, 0, 64); if (n == 0) break; total += n; } }")]
    public void Nothing_is_claimed(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
