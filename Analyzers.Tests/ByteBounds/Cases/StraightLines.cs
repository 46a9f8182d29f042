namespace Analyzers.Tests.ByteBounds.Cases;

internal static class StraightLines
{
    internal static readonly BoundTheme Constants = new(
        "Constants",
        "Each read requests a known number of bytes. The bound is their sum.",
        [
            new("0", "void M(Stream file) { _ = file.Length; }"),
            new("0", "bool M(Stream file) => file.CanSeek && file.Position == 0;"),
            new("1", "int M(FileStream file) => file.ReadByte();"),
            new("17", "void M(BinaryReader file) { file.ReadInt32(); file.ReadInt64(); file.ReadByte(); file.ReadSingle(); }"),
            new("52", "const int Magic = 48; const int Version = 4; void M(BinaryReader file) { file.ReadBytes(Magic + Version); }"),
            new("24", "enum Size { Header = 24 } void M(BinaryReader file) { file.ReadBytes((int)Size.Header); }"),
            new("4", "static readonly int Size = 4; void M(Stream file) { var b = new byte[Size]; file.ReadExactly(b); }"),
            new("8", "const string Magic = \"KVCACHE1\"; void M(BinaryReader file) { file.ReadBytes(Magic.Length); }"),
            new("2", "void M(Stream file) { file.ReadByte(); file.ReadByte(); }"),
            new("100", "void M(SafeFileHandle file) { var b = new byte[100]; RandomAccess.Read(file, b, 0); }"),
            new("96", "void M(SafeFileHandle file) { var b = new byte[48]; RandomAccess.Read(file, b, 0); RandomAccess.Read(file, b, 1 << 20); }"),
        ]);

    internal static readonly BoundTheme Buffers = new(
        "Buffers",
        "A read moves at most the length of its buffer. The analysis knows the lengths of arrays, spans and memories, and of their parts.",
        [
            new("52", "void M(Stream file) { var b = new byte[52]; file.ReadExactly(b); }"),
            new("52", "void M(Stream file) { Span<byte> b = stackalloc byte[52]; file.ReadExactly(b); }"),
            new("52", "void M(Stream file) { var b = new byte[64]; file.ReadExactly(b, 0, 48); file.ReadExactly(b.AsSpan(0, 4)); }"),
            new("16", "void M(Stream file) { var b = new byte[64]; _ = file.Read(b.AsSpan(48)); }"),
            new("40", "void M(Stream file) { var b = new byte[64]; _ = file.Read(b.AsSpan(length: 40, start: 10)); }"),
            new("12", "void M(Stream file) { Span<byte> b = stackalloc byte[64]; file.ReadExactly(b[4..16]); }"),
            new("60", "void M(Stream file) { var b = new byte[64]; file.ReadExactly(b[4..]); }"),
            new("63", "void M(Stream file) { Span<byte> b = new byte[64]; file.ReadExactly(b[..^1]); }"),
            new("32", "readonly byte[] _b = new byte[32]; void M(Stream file) { file.ReadExactly(_b); }"),
            new("4", "static ReadOnlySpan<byte> Magic => \"KVC1\"u8; void M(Stream file) { Span<byte> b = stackalloc byte[Magic.Length]; file.ReadExactly(b); }"),
            new("3", "static readonly byte[] Magic = { 1, 2, 3 }; void M(Stream file) { file.ReadExactly(new byte[Magic.Length]); }"),
            new("4", "static readonly byte[] Magic = [1, 2, 3, 4]; void M(Stream file) { file.ReadExactly(new byte[Magic.Length]); }"),
            new("64", "private byte[] _b; public Sample() { _b = new byte[64]; } void M(Stream file) { file.ReadExactly(_b); }"),
            new("64", "private byte[]? _b; void M(Stream file) { _b ??= new byte[64]; file.ReadExactly(_b); }"),
            new("64", "private byte[] _b = new byte[32]; void Grow() { this._b = new byte[64]; } void M(Stream file) { file.ReadExactly(_b); }"),
            new("requested", "private byte[] _b = new byte[32]; void Grow() { Array.Resize(ref _b, 1 << 20); } void M(Stream file) { file.ReadExactly(_b); }"),
            new("requested", "private byte[] _b = new byte[32]; void Grow(byte[] other) { (_b, other) = (other, _b); } void M(Stream file) { file.ReadExactly(_b); }"),
            new("requested", "private byte[] _b = new byte[32]; public Sample(byte[] b) { _b = b; } void M(Stream file) { file.ReadExactly(_b); }"),
            new("requested", "protected byte[] _b = new byte[32]; void M(Stream file) { file.ReadExactly(_b); }"),
            new("3", "void M(Stream file) { byte[] b = [1, 2, 3]; file.ReadExactly(b); }"),
            new("52", "void M(Stream file) { var b = ArrayPool<byte>.Shared.Rent(52); _ = file.Read(b, 0, 52); }"),
            new("requested", "void M(Stream file) { var b = ArrayPool<byte>.Shared.Rent(52); _ = file.Read(b); }"),
            new("128", "void M(Stream file) { _ = file.ReadAtLeast(new byte[128], 16); }"),
            new("20", "void M(Stream file) { var b = GC.AllocateUninitializedArray<byte>(20); file.ReadExactly(b); }"),
            new("8", "void M(Stream file) { Memory<byte> b = new byte[8]; file.ReadExactly(b.Span); }"),
            new("0", "void M(Stream file) { _ = file.Read(Span<byte>.Empty); _ = file.Read(default(Span<byte>)); }"),
        ]);

    internal static readonly BoundTheme Sizes = new(
        "Sizes of types",
        "A struct has at most the size of its fields, and of the padding that a runtime may put between them.",
        [
            new("8", "void M(Stream file) { Span<byte> b = stackalloc byte[sizeof(long)]; file.ReadExactly(b); }"),
            new("16", "struct Header { public int Magic; public long Length; } unsafe void M(Stream file) { Span<byte> b = stackalloc byte[sizeof(Header)]; file.ReadExactly(b); }"),
            new("12", "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Pack = 1)] struct Header { public int Magic; public long Length; } void M(Stream file) { file.ReadExactly(new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<Header>()]); }"),
            new("64", "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Sequential, Size = 64)] struct Header { public int Magic; } void M(Stream file) { file.ReadExactly(new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<Header>()]); }"),
            new("12", "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] struct Header { [System.Runtime.InteropServices.FieldOffset(0)] public int Magic; [System.Runtime.InteropServices.FieldOffset(8)] public int Length; } void M(Stream file) { file.ReadExactly(new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<Header>()]); }"),
            new("24", "struct Inner { public short A; public Guid Id; } struct Header { public Inner Inner; public int Length; } void M(Stream file) { file.ReadExactly(new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<Header>()]); }"),
            new("12", "struct Header { public int A, B, C; } void M(Stream file) { file.ReadExactly(new byte[System.Runtime.InteropServices.Marshal.SizeOf<Header>()]); }"),
            new("unknown", "struct Header { public bool Set; public int Length; } void M(Stream file) { file.ReadExactly(new byte[System.Runtime.InteropServices.Marshal.SizeOf<Header>()]); }"),
            new("unknown", "void M<T>(Stream file) where T : unmanaged { file.ReadExactly(new byte[System.Runtime.CompilerServices.Unsafe.SizeOf<T>()]); }"),
            new("36", "unsafe struct Header { public int Magic; public fixed byte Name[32]; } unsafe void M(Stream file) { file.ReadExactly(new byte[sizeof(Header)]); }"),
            new("24", "struct Entry { public long Offset; public int Length; } void M(Stream file) { Span<Entry> entries = stackalloc Entry[1]; file.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(entries)); file.ReadInt64(); } } static class Reading { internal static long ReadInt64(this Stream stream) { Span<long> value = stackalloc long[1]; stream.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(value)); return value[0]; }"),
            new("4", "void M(Stream file) { var value = 0; file.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref value, 1))); }"),
            new("8", "void M(Stream file) { var value = 0L; file.ReadExactly(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new Span<long>(ref value))); }"),
            new("32", "[System.Runtime.CompilerServices.InlineArray(32)] struct Name { private byte _first; } void M(Stream file) { var name = new Name(); file.ReadExactly(name); }"),
            new("6", "[System.Runtime.CompilerServices.InlineArray(32)] struct Name { private byte _first; } void M(Stream file) { var name = new Name(); file.ReadExactly(name[2..8]); }"),
            new("requested", "void M(Stream file) { var n = 4; var s = System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref n, 1); s[0] = int.MaxValue; file.ReadExactly(new byte[n]); }"),
        ]);
}
