namespace Analyzers.Tests.ByteBounds.Cases;

internal static class Loops
{
    internal static readonly BoundTheme Counted = new(
        "Counted loops",
        "A loop with a known number of iterations, up to 1,024, is evaluated iteration by iteration, so its bound is exact.",
        [
            new("32", "void M(BinaryReader file) { for (var i = 0; i < 8; i++) { file.ReadInt32(); } }"),
            new("6", "void M(Stream file) { for (var i = 0; i < 2; i++) { for (var j = 0; j < 3; j++) { file.ReadByte(); } } }"),
            new("16", "void M(BinaryReader file, int n) { for (var i = 0; i < Math.Min(n, 4); i++) { file.ReadInt32(); } }"),
            new("10", "void M(Stream file) { var i = 10; while (i > 0) { file.ReadByte(); i--; } }"),
            new("3", "void M(Stream file) { var i = 0; again: file.ReadByte(); if (++i < 3) { goto again; } }"),
            new("15", "void M(Stream file) { for (var i = 1; i <= 5; i++) { file.ReadExactly(new byte[i]); } }"),
            new("4", "void M(Stream file) { var i = 0; do { file.ReadByte(); if (i == 3) { break; } i++; } while (true); }"),
            new("10", "void M(Stream file) { for (var i = 0; i < 20; i++) { if (i % 2 == 0) { continue; } file.ReadByte(); } }"),
            new("28", "void M(BinaryReader file) { var n = file.ReadInt32(); if (n is < 0 or > 6) { return; } for (var i = 0; i < n; i++) { file.ReadInt32(); } }"),
            new("requested", "void M(BinaryReader file, int n) { for (var i = 0; i < n; i++) { file.ReadInt64(); } }"),
            new("whole", "void M(BinaryReader file) { var n = file.ReadInt32(); for (var i = 0; i < n; i++) { file.ReadInt64(); } }"),
            new("requested", "void M(Stream file) { for (var i = 0; i < 1000000; i++) { file.ReadByte(); } }"),
        ]);

    internal static readonly BoundTheme OverCollections = new(
        "Loops over collections",
        "A foreach has as many iterations as its collection has elements.",
        [
            new("16", "void M(BinaryReader file) { foreach (var name in new[] { \"a\", \"b\", \"c\", \"d\" }) { file.ReadInt32(); } }"),
            new("12", "static readonly string[] Names = [\"a\", \"b\", \"c\"]; void M(BinaryReader file) { foreach (var name in Names) { file.ReadInt32(); } }"),
            new("20", "void M(BinaryReader file) { foreach (var i in Enumerable.Range(0, 5)) { file.ReadInt32(); } }"),
            new("12", "void M(BinaryReader file) { foreach (var i in Enumerable.Range(0, 5).Take(3)) { file.ReadInt32(); } }"),
            new("4", "void M(Stream file) { Span<int> values = stackalloc int[4]; foreach (ref var value in values) { value = file.ReadByte(); } }"),
            new("3", "void M(Stream file) { ReadOnlySpan<byte> magic = \"KVC\"u8; foreach (var b in magic) { if (file.ReadByte() != b) { throw new IOException(); } } }"),
            new("4", "void M(Stream file) { foreach (var c in \"KVC1\") { if (file.ReadByte() != c) { return; } } }"),
            new("8", "void M(BinaryReader file) { IEnumerable<int> sizes = [1, 2, 5]; foreach (var size in sizes) { file.ReadByte(); } file.ReadBytes(5); }"),
            new("8", "void M(BinaryReader file, int n) { foreach (var i in Enumerable.Range(0, Math.Min(n, 8))) { file.ReadByte(); } }"),
            new("6", "void M(BinaryReader file) { foreach (var i in new int[2]) { foreach (var j in new int[3]) { file.ReadByte(); } } }"),
            new("0", "void M(BinaryReader file) { foreach (var i in Array.Empty<int>()) { file.ReadByte(); } }"),
            new("requested", "void M(BinaryReader file, int[] sizes) { foreach (var size in sizes) { file.ReadByte(); } }"),
            new("requested", "void M(BinaryReader file, List<int> sizes) { foreach (var size in sizes) { file.ReadBytes(size); } }"),
            new("whole", "void M(BinaryReader file) { var offsets = new long[file.ReadInt32()]; foreach (ref var offset in offsets.AsSpan()) { offset = file.ReadInt64(); } }"),
            new("unknown", "void M(Stream file) { foreach (var chunk in Chunks(file)) { } } static IEnumerable<byte[]> Chunks(Stream s) { var b = new byte[16]; while (s.Read(b) > 0) { yield return b; } }"),
            new("unknown", "async Task M(Stream file) { await foreach (var chunk in Chunks(file)) { } } static async IAsyncEnumerable<int> Chunks(Stream s) { var b = new byte[16]; int n; while ((n = await s.ReadAsync(b)) > 0) { yield return n; } }"),
            new("unknown", "void M(Stream file) { foreach (var b in new Bytes(file)) { } } } class Bytes(Stream s) { public Bytes GetEnumerator() => this; public int Current => 0; public bool MoveNext() => s.ReadByte() >= 0;"),
            new("requested", "void M(Stream file) { IEnumerator<int> e = ((IEnumerable<int>)new int[4]).GetEnumerator(); while (e.MoveNext()) { file.ReadByte(); } }"),
        ]);

    internal static readonly BoundTheme ToTheEnd = new(
        "Loops to the end",
        "A loop that ends at the end of its file, or when the content of the file says so, reads the whole file. If something else can end the loop too, such as external data or a counter beyond 1,024 iterations, the bound is *requested*.",
        [
            new("whole", "void M(Stream file) { var b = new byte[4096]; while (file.Read(b) > 0) { } }"),
            new("whole", "void M(Stream file) { var b = new byte[4096]; int n; while ((n = file.Read(b)) != 0) { } }"),
            new("whole", "void M(Stream file) { var b = new byte[4096]; while (true) { var n = file.Read(b); if (n == 0) { break; } } }"),
            new("whole", "void M(Stream file) { var b = new byte[52]; while (true) { var n = file.Read(b, 0, 52); if (n == 0) { break; } } }"),
            new("whole", "async Task M(Stream file) { var b = new byte[4096]; while (await file.ReadAsync(b).ConfigureAwait(false) > 0) { } }"),
            new("whole", "void M(BinaryReader file) { while (file.BaseStream.Position < file.BaseStream.Length) { file.ReadInt64(); } }"),
            new("whole", "void M(Stream file) { while (Next(file)) { } } static bool Next(Stream s) { var b = s.ReadByte(); if (b < 0) { return false; } return true; }"),
            new("requested", "void M(Stream file, bool more) { while (Next(file, more)) { } } static bool Next(Stream s, bool more) { var b = s.ReadByte(); if (b < 0 || !more) { return false; } return true; }"),
            new("requested", "void M(Stream file) { var turns = 0; while (true) { if (++turns > 2000) { Fail(); } file.ReadByte(); } } static void Fail() => throw new IOException();"),
            new("whole", "void M(BinaryReader file) { while (true) { if (file.ReadInt32() == 0) { Fail(); } } } static void Fail() => throw new IOException();"),
            new("requested", "void M(Stream file, CancellationToken c) { var b = new byte[64]; while (file.Read(b) > 0) { if (c.IsCancellationRequested) { return; } } }"),
            new("requested", "void M(BinaryReader file, bool far) { var most = far ? 500000 : 0; var start = 0; while (start <= most) { if (file.ReadByte() == 0x52) { break; } start++; } }"),
        ]);

    internal static readonly BoundTheme UntilEnough = new(
        "Loops that read until they have enough bytes",
        "A read may return fewer bytes than requested, so code reads in a loop until it has enough. The loop reads no more than that, however many iterations it has.",
        [
            new("52", "void M(Stream file) { var b = new byte[52]; var total = 0; while (total < 52) { var n = file.Read(b, total, 52 - total); if (n == 0) { throw new EndOfStreamException(); } total += n; } }"),
            new("4096", "void M(Stream file) { var b = new byte[4096]; var total = 0; while (total < b.Length) { var n = file.Read(b, total, b.Length - total); if (n == 0) { break; } total += n; } }"),
            new("60", "void M(Stream file) { file.ReadExactly(new byte[8]); var b = new byte[52]; var total = 0; while (total < 52) { var n = file.Read(b.AsSpan(total)); if (n == 0) { break; } total = total + n; } }"),
            new("64", "async Task M(Stream file) { var b = new byte[64]; var total = 0; int n; do { n = await file.ReadAsync(b.AsMemory(total, b.Length - total)); total += n; } while (n > 0 && total < b.Length); }"),
            new("100", "void M(Stream file) { var b = new byte[16]; var left = 100; while (left > 0) { var n = file.Read(b, 0, Math.Min(left, b.Length)); if (n == 0) { break; } left -= n; } }"),
            new("52", "void M(Stream file) { var b = new byte[52]; var total = 0; int Next() => file.Read(b, total, 52 - total); while (total < 52) { var n = Next(); if (n == 0) { break; } total += n; } }"),
            new("requested", "void M(Stream file) { var b = new byte[52]; var total = 0; while (total < 52) { var n = file.Read(b, total, 52 - total); if (n == 0) { break; } total += n; if (n == 3) { total = 0; } } }"),
            new("requested", "void M(Stream file, int n) { var b = new byte[64]; while (n > 0) { var m = file.Read(b, 0, Math.Min(n, 64)); if (m == 0) { throw new EndOfStreamException(); } n -= m; } }"),
        ]);
}
