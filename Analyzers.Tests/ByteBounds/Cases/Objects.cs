namespace Analyzers.Tests.ByteBounds.Cases;

internal static class Objects
{
    internal static readonly BoundTheme Wrappers = new(
        "Objects over the file",
        "An object that the method creates over its file reads that file. An object that reads ahead adds the size of its buffer. The bound of an object that decodes is *whole* if the code reads to its end, and otherwise *unknown*.",
        [
            new("24", "void M(Stream file) { var r = new BinaryReader(file); r.ReadBytes(16); r.ReadInt64(); }"),
            new("16", "void M(Stream file) { using var r = new BinaryReader(file, Encoding.UTF8, true); r.ReadChars(4); }"),
            new("unknown", "void M(Stream file, Encoding encoding) { using var r = new BinaryReader(file, encoding, true); r.ReadChars(4); }"),
            new("4144", "void M(Stream file) { using var r = new BufferedStream(file); r.ReadExactly(new byte[48]); }"),
            new("304", "void M(Stream file) { using var r = new BufferedStream(file, 256); r.ReadExactly(new byte[48]); }"),
            new("16", "void M(SafeFileHandle file) { using var stream = new FileStream(file, FileAccess.Read); stream.ReadExactly(new byte[16]); }"),
            new("4100", "void M(Stream file) { using var r = new BinaryReader(new BufferedStream(file)); r.ReadInt32(); }"),
            new("8", "void M(Stream file) { using var windowed = new DropBehindStream(file, new() { LeaveOpen = true }); windowed.ReadExactly(new byte[8]); }"),
            new("unknown", "void M(Stream file) { using var z = new GZipStream(file, CompressionMode.Decompress); z.ReadByte(); }"),
            new("unknown", "void M(Stream file) { using var z = new DeflateStream(file, CompressionMode.Decompress, true); z.ReadExactly(new byte[4]); }"),
            new("unknown", "void M(Stream file, System.Security.Cryptography.ICryptoTransform t) { using var c = new System.Security.Cryptography.CryptoStream(file, t, System.Security.Cryptography.CryptoStreamMode.Read); c.ReadByte(); }"),
            new("unknown", "string? M(Stream file) { using var r = new StreamReader(file); return r.ReadLine(); }"),
            new("unknown", "async Task M(Stream file) { var pipe = PipeReader.Create(file); await pipe.ReadAsync(); }"),
            new("whole", "async Task M(Stream file, Stream to) { var pipe = PipeReader.Create(file); await pipe.CopyToAsync(to); }"),
            new("whole", "string M(Stream file) { using var r = new StreamReader(file); return r.ReadToEnd(); }"),
            new("whole", "void M(Stream file, Stream to) { using var z = new GZipStream(file, CompressionMode.Decompress); z.CopyTo(to); }"),
            new("whole", "void M(Stream file) { using var r = new StreamReader(file); while (r.ReadLine() is { } line) { } }"),
        ]);

    internal static readonly BoundTheme Aliases = new(
        "Other names of the file",
        "A copy in a local, a field of this, and the result of a conversion are the same file.",
        [
            new("8", "void M(Stream file) { var copy = file; copy.ReadExactly(new byte[4]); file.ReadExactly(new byte[4]); }"),
            new("12", "void M(Stream file, Stream other, bool x) { var either = x ? file : other; either.ReadExactly(new byte[6]); }"),
            new("4", "void M(Stream file) { ((FileStream)file).ReadExactly(new byte[4]); }"),
            new("4", "void M(Stream file) { var f = file as FileStream; f?.ReadExactly(new byte[4]); }"),
            new("4", "void M(BinaryReader file) { file.BaseStream.ReadExactly(new byte[4]); }"),
            new("10", "void M(FileStream file) { RandomAccess.Read(file.SafeFileHandle, new byte[10], 0); }"),
            new("8", "BinaryReader _r = null!; void M(Stream file) { _r = new BinaryReader(file); Next(); Next(); } int Next() => _r.ReadInt32();"),
            new("9", "Stream _s = null!; void M(Stream file) { _s = file; _s.ReadExactly(new byte[8]); file.ReadByte(); }"),
            new("8", "void M(Stream? file) { file ??= Stream.Null; file.ReadExactly(new byte[8]); }"),
            new("4", "void M(Stream file) { Stream s; (s, _) = (file, 1); s.ReadExactly(new byte[4]); }"),
            new("unknown", "void M(Stream file, Stream other) { file.ReadByte(); other.CopyTo(Stream.Null); }"),
            new("5", "void M(Stream file, Stream other) { file.ReadByte(); other.ReadExactly(new byte[4]); }"),
        ]);

    internal static readonly BoundTheme Position = new(
        "Position",
        "A seek lowers no bound. After a seek, a read to the end need not read the whole file.",
        [
            new("12", "void M(Stream file) { file.ReadExactly(new byte[4]); file.Position = 0; file.ReadExactly(new byte[8]); }"),
            new("12", "void M(Stream file) { file.ReadExactly(new byte[4]); file.Seek(-4, SeekOrigin.Current); file.ReadExactly(new byte[8]); }"),
            new("8", "void M(Stream file) { file.Seek(-8, SeekOrigin.End); file.ReadExactly(new byte[8]); }"),
            new("40", "void M(Stream file) { for (var i = 0; i < 10; i++) { file.Position = 0; file.ReadExactly(new byte[4]); } }"),
            new("8", "void M(Stream file) { file.SetLength(0); file.ReadExactly(new byte[8]); }"),
            new("whole", "void M(Stream file, Stream to) { file.Position = 0; file.CopyTo(to); }"),
            new("unknown", "void M(Stream file, Stream to) { file.Seek(-128, SeekOrigin.End); file.CopyTo(to); }"),
            new("unknown", "void M(Stream file, Stream to, long at) { file.Position = at; file.CopyTo(to); }"),
            new("unknown", "void M(BinaryReader file) { var end = Math.Min(file.BaseStream.Length, 65557); file.BaseStream.Seek(-end, SeekOrigin.End); file.ReadBytes((int)(file.BaseStream.Length - file.BaseStream.Position)); }"),
        ]);
}
