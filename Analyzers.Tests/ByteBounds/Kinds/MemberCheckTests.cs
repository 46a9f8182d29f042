namespace Analyzers.Tests.ByteBounds.Kinds;

/// <summary>Checks of numbers in fields, properties, elements and <c>out</c> parameters.</summary>
public sealed class MemberCheckTests
{
    [Theory]
    [InlineData("264", "void M(Stream file) { var b = new byte[8]; file.ReadExactly(b); var h = System.Runtime.InteropServices.MemoryMarshal.Read<Header>(b); if (h.NameLength > 256) throw new IOException(); file.ReadExactly(new byte[h.NameLength]); } struct Header { public int Magic; public int NameLength; }", Label = "a structure read from memory")]
    [InlineData("260", "void M(BinaryReader file) { var h = new Header(file.ReadInt32()); if (h.Length > 256) throw new IOException(); file.ReadBytes(h.Length); } record Header(int Length);", Label = "a record")]
    [InlineData("260", "void M(BinaryReader file) { var h = new Header { Length = file.ReadInt32() }; if (h.Length > 256) throw new IOException(); file.ReadBytes(h.Length); } class Header { public int Length; }", Label = "a field of a class")]
    [InlineData("260", "void M(BinaryReader file) { var h = new Header { Length = file.ReadInt32() }; if (h.Length > 256) throw new IOException(); file.ReadBytes(h.Length); } class Header { public int Length { get; set; } }", Label = "a property of a class")]
    [InlineData("260", "void M(BinaryReader file) { var h = Read(file); if (h.Length > 256) throw new IOException(); file.ReadBytes(h.Length); } static Header Read(BinaryReader r) => new(r.ReadInt32()); record struct Header(int Length);", Label = "a record struct from a helper")]
    [InlineData("260", "void M(BinaryReader file) { int[] n = new int[2]; n[0] = file.ReadInt32(); if (n[0] > 256) throw new IOException(); file.ReadBytes(n[0]); }", Label = "an array element")]
    [InlineData("260", "void M(BinaryReader file) { Read(file, out var n); if (n > 256) throw new IOException(); file.ReadBytes(n); } static void Read(BinaryReader r, out int n) { n = r.ReadInt32(); }", Label = "an out parameter")]
    [InlineData("260", "void M(BinaryReader file) { Read(file, out var h); if (h.Length > 256) throw new IOException(); file.ReadBytes(h.Length); } static void Read(BinaryReader r, out Header h) { h = default; h.Length = r.ReadInt32(); } struct Header { public int Length; }", Label = "an out structure")]
    [InlineData("260", "int _n; void M(BinaryReader file) { _n = file.ReadInt32(); if (_n > 256) throw new IOException(); file.ReadBytes(_n); }", Label = "a field")]
    [InlineData("260", "int N { get; set; } void M(BinaryReader file) { N = file.ReadInt32(); if (N > 256) throw new IOException(); file.ReadBytes(N); }", Label = "a property")]
    [InlineData("260", "void M(BinaryReader file) { var (a, n) = (1, file.ReadInt32()); if (n > 256) throw new IOException(); file.ReadBytes(n); }", Label = "a deconstruction")]
    [InlineData("264", "void M(BinaryReader file) { var t = (A: file.ReadInt32(), N: file.ReadInt32()); if (t.N > 256) throw new IOException(); file.ReadBytes(t.N); }", Label = "a tuple")]
    [InlineData("260", "void M(BinaryReader file) { Header h; h.Length = file.ReadInt32(); if (h.Length > 256) throw new IOException(); file.ReadBytes(h.Length); } struct Header { public int Length; }", Label = "a structure")]
    [InlineData("260", "void M(BinaryReader file) { Header h; h.Length = file.ReadInt32(); if (h is { Length: > 256 }) throw new IOException(); file.ReadBytes(h.Length); } struct Header { public int Length; }", Label = "a property pattern")]
    [InlineData("260", "void M(BinaryReader file) { Header h; h.Length = file.ReadInt32(); if (h is not { Length: >= 0 and <= 256 }) throw new IOException(); file.ReadBytes(h.Length); } struct Header { public int Length; }", Label = "a negated property pattern")]
    [InlineData("260", "void M(BinaryReader file) { var h = new Header(file.ReadInt32()); if (h is { Length: <= 256 and var n }) { file.ReadBytes(n); } } record Header(int Length);", Label = "a pattern that names the value")]
    [InlineData("260", "void M(BinaryReader file) { Header h; h.Length = file.ReadInt32(); if (h is not { Length: > 0 and <= 256 and var n }) { return; } file.ReadBytes(n); } struct Header { public int Length; }", Label = "a negated pattern that names the value")]
    public void A_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("requested", "void M(Stream file) { var b = new byte[8]; file.ReadExactly(b); ref readonly var h = ref System.Runtime.InteropServices.MemoryMarshal.AsRef<Header>(b.AsSpan()); if (h.NameLength > 256) throw new IOException(); file.ReadExactly(new byte[h.NameLength]); } struct Header { public int Magic; public int NameLength; }", Label = "a reference into a buffer")]
    [InlineData("requested", "void M(BinaryReader file) { var h = new Header(file.ReadInt32()); h.Validate(); file.ReadBytes(h.Length); } class Header(int n) { public int Length => n; public void Validate() { if (n > 256) throw new IOException(); } }", Label = "a Validate method on the object")]
    [InlineData("requested", "void M(BinaryReader file) { var h = new Header(file.ReadInt32()); if (h.Length > 256) throw new IOException(); h = h with { Length = file.ReadInt32() }; file.ReadBytes(h.Length); } record struct Header(int Length);", Label = "a copy with a new value")]
    [InlineData("requested", "void M(BinaryReader file) { Header h; h.Length = file.ReadInt32(); if (h.Length > 256) throw new IOException(); var k = h with { Length = int.MaxValue }; file.ReadBytes(k.Length); } struct Header { public int Length; }", Label = "another copy with a new value")]
    public void No_bound_is_proven(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));
}
