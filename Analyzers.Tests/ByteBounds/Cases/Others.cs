namespace Analyzers.Tests.ByteBounds.Cases;

internal static class Others
{
    internal static readonly BoundTheme Whole = new(
        "Whole files",
        "Some members read to the end, or as many bytes as the file itself states.",
        [
            new("whole", "void M(Stream file, Stream to) { file.CopyTo(to); }"),
            new("whole", "async Task M(Stream file, Stream to) { await file.CopyToAsync(to); }"),
            new("whole", "byte[] M(BinaryReader file) => file.ReadBytes(file.ReadInt32());"),
            new("whole", "string M(BinaryReader file) => file.ReadString();"),
            new("whole", "byte[] M(FileStream file) { var b = new byte[file.Length]; file.ReadExactly(b); return b; }"),
            new("whole", "void M(Stream file, bool x) { if (x) { file.ReadByte(); } else { file.CopyTo(Stream.Null); } }"),
        ]);

    internal static readonly BoundTheme NotVisible = new(
        "Code that is not visible",
        "Code that receives or keeps the file may read it. The bound is unknown if the analysis neither sees that code nor knows it as a member of .NET or IoPolicy.",
        [
            new("requested", "void M(Stream file, byte[] b) { _ = file.Read(b); }"),
            new("unknown", "void M(Stream file) { Other.Unseen.Use(file); } class Other { public class Unseen { [System.Runtime.InteropServices.DllImport(\"x\")] public static extern void Use(Stream s); } }"),
            new("unknown", "void M(Stream file, Action<Stream> use) { use(file); }"),
            new("unknown", "void M(Stream file) { var list = new List<Stream> { file }; }"),
            new("unknown", "void M(Stream file) { var array = new[] { file }; array[0].ReadByte(); }"),
            new("unknown", "object M(Stream file) { var pair = (file, 1); return pair; }"),
            new("unknown", "static Stream? _kept; void M(Stream file) { new System.Net.Http.StreamContent(file); }"),
            new("unknown", "void M(Stream file) { dynamic d = file; d.ReadByte(); }"),
            new("unknown", "Stream Kept { get; set; } = null!; void M(Stream file) { Kept = file; }"),
            new("unknown", "void M(FileStream file) { using var map = System.IO.MemoryMappedFiles.MemoryMappedFile.CreateFromFile(file, null, 0, System.IO.MemoryMappedFiles.MemoryMappedFileAccess.Read, HandleInheritability.None, true); }"),
            new("8", "void M(FileStream file) { file.ReadExactly(new byte[8]); PageCache.Drop(file.SafeFileHandle); }"),
            new("4", "void M(Stream file) { ArgumentNullException.ThrowIfNull(file); file.ReadExactly(new byte[4]); GC.KeepAlive(file); }"),
        ]);

    internal static readonly BoundTheme Writes = new(
        "Writes",
        "Written bytes are counted in the same way as read bytes, but separately.",
        [
            Write("12", "void M(BinaryWriter file) { file.Write(1); file.Write(2L); }"),
            Write("52", "void M(Stream file) { file.Write(new byte[48]); file.Write(\"KVC1\"u8); }"),
            Write("1", "void M(Stream file) { file.ReadExactly(new byte[8]); file.WriteByte(1); }"),
            Write("8", "void M(Stream file) { Put(1); Put(2); void Put(int value) { Span<byte> b = stackalloc byte[4]; BinaryPrimitives.WriteInt32LittleEndian(b, value); file.Write(b); } }"),
            Write("0", "void M(Stream file) { file.ReadExactly(new byte[8]); file.Flush(); }"),
            Write("20", "void M(SafeFileHandle file) { RandomAccess.Write(file, new byte[20], 0); }"),
            Write("whole", "void M(Stream from, Stream file) { from.CopyTo(file); }"),
            Write("requested", "void M(Stream file, byte[] b) { file.Write(b); }"),
            Write("unknown", "void M(Stream file, string text) { using var writer = new StreamWriter(file); writer.Write(text); }"),
        ]);

    private static BoundCase Write(string bound, string members) => new(bound, members) { IsOfWrites = true };
}
