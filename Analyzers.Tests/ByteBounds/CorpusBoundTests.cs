namespace Analyzers.Tests.ByteBounds;

/// <summary>Reduced code of open-source libraries for which the analysis once gave a wrong bound (docs/real-code.md).</summary>
public sealed class CorpusBoundTests
{
    [Theory]
    // A getter runs code of the class, which may read the file.
    [InlineData("1008", "private Stream _file = null!; int Size { get { _file.ReadExactly(new byte[1000]); return field; } set; } void M(Stream file) { _file = file; _ = Size; file.ReadExactly(new byte[8]); }", Label = "a getter that reads the file")]
    [InlineData("8", "int Size { get; set; } void M(Stream file) { _ = Size; file.ReadExactly(new byte[8]); }", Label = "a getter that reads nothing")]
    // The caller decides the length of its buffer, even after a read has filled the buffer from the file.
    [InlineData("requested", "void M(Stream file, byte[] b) { Fill(file, b, b.Length); } static void Fill(Stream s, byte[] b, int n) { var at = 0; while (n > 0) { var got = s.Read(b, at, n); if (got <= 0) { throw new EndOfStreamException(); } at += got; n -= got; } }", Label = "a helper that fills the caller's array")]
    [InlineData("requested", "byte[] _raw = []; void Take(byte[] raw) => _raw = raw; void M(Stream file) { var left = _raw.Length; var at = 0; while (left > 0) { var got = file.Read(_raw, at, left); if (got <= 0) { break; } at += got; left -= got; } }", Label = "an array from another method")]
    [InlineData("requested", "void M(Stream file, Memory<byte> b) { while (b.Length > 0) { var got = file.Read(b.Span); if (got == 0) { return; } b = b.Slice(got); } }", Label = "the caller's memory")]
    [InlineData("requested", "void M(Stream file, int n) { var b = ArrayPool<byte>.Shared.Rent(16); file.ReadExactly(b, 0, 16); for (var i = 0; i < b.Length; i++) { file.ReadByte(); } }", Label = "the length of a rented array")]
    [InlineData("requested", "void M(BinaryReader file, int n) { var b = file.ReadBytes(n); for (var i = 0; i < b.Length; i++) { file.ReadByte(); } }", Label = "the length of an array with a count from the caller")]
    [InlineData("requested", "void M(Stream file, byte[] b, int n) { file.ReadExactly(b); file.ReadExactly(b[..n]); }", Label = "a slice of the caller's array")]
    // If the length of a new buffer is a number from the file, the file decides how many bytes a read into the buffer requests.
    [InlineData("whole", "void M(BinaryReader file) { var b = new byte[file.ReadInt32()]; file.BaseStream.ReadExactly(b); }", Label = "a count from the file")]
    [InlineData("whole", "void M(BinaryReader file) { Fill(file.BaseStream, new byte[file.ReadInt32()]); } static void Fill(Stream s, byte[] b) { s.ReadExactly(b, 0, b.Length); }", Label = "a helper that fills a buffer with a count from the file")]
    // If a stream or reader calls one of its own methods, the code of a derived class may run.
    [InlineData("unknown", "void M(Own file) { file.ReadByte(); file.More(); } public class Own(Stream s) : BinaryReader(s) { public void More() { ReadBytes(100); } }", Label = "a method of the user's reader")]
    // Code that runs only for streams that cannot seek does not run for files.
    [InlineData("2", "void M(Stream file) { if (file.CanSeek) { file.ReadExactly(new byte[2]); return; } file.CopyTo(Stream.Null); }", Label = "a check of CanSeek")]
    [InlineData("whole", "void M(Stream file) { if (file.CanSeek) { file.CopyTo(Stream.Null); } }", Label = "a copy after a check of CanSeek")]
    // A search with a maximum number of bytes need not reach the end of its file. A limit for each count does not limit a loop over counts.
    [InlineData("requested", "void M(Stream file, bool far) { var most = far ? 500000 : 0; var at = 0; while (at <= most) { if (file.ReadByte() == 0x52) { return; } at++; } throw new InvalidDataException(); }", Label = "a limit that is one of two numbers")]
    [InlineData("whole", "void M(BinaryReader file) { while (true) { var n = file.ReadInt32(); if (n == 0) { return; } if (n > 1000) { throw new InvalidDataException(); } file.ReadBytes(n); } }", Label = "a loop over counts from the file")]
    // The length of a run comes from the file, but is at most 127, so a loop over a run does not show a read of the whole file.
    [InlineData("requested", "void M(Stream file, int pixels) { var at = 0; while (at < pixels) { var run = file.ReadByte() & 127; for (var i = 0; i < run; i++, at++) { file.ReadByte(); } } }", Label = "a run length that may be 0")]
    // A delegate of an extension method holds its receiver.
    [InlineData("unknown", "T[] Many<T>(Func<T> one, int n) => [one()]; void M(BinaryReader file) { Many(file.Pair, file.ReadInt32()); } } public static class Pairs { public static byte[] Pair(this BinaryReader r) => r.ReadBytes(100);", Label = "a generic helper that calls a reader")]
    // A decoder reads more or fewer bytes of its file than the code requests. A stream class of the user may do the same.
    [InlineData("unknown", "void M(System.Security.Cryptography.CryptoStream file) { file.ReadExactly(new byte[12]); }", Label = "a CryptoStream")]
    [InlineData("unknown", "void M(GZipStream file) { Magic(file); } static void Magic(Stream s) { s.ReadExactly(new byte[2]); }", Label = "a compressor in a helper")]
    [InlineData("unknown", "void M(Own file) { file.ReadExactly(new byte[12]); } public abstract class Own : Stream;", Label = "a stream of the user")]
    [InlineData("unknown", "void M(BufferedStream file) { new BinaryReader(file).ReadInt32(); }", Label = "a reader over a buffer")]
    [InlineData("requested", "void M(Own file, byte[] b) { file.ReadExactly(b); } public abstract class Own : Stream;", Label = "a stream of the user and the caller's array")]
    [InlineData("whole", "void M(Own file) { if (file.CanSeek) { file.CopyTo(Stream.Null); } } public abstract class Own : Stream;", Label = "a copy if the user's stream can seek")]
    [InlineData("0", "void M(Own file) { if (!file.CanSeek) { file.CopyTo(Stream.Null); } } public abstract class Own : Stream;", Label = "a copy if the user's stream cannot seek")]
    [InlineData("12", "void M(Own file) { file.ReadExactly(new byte[12]); } public abstract class Own(string path) : FileStream(path, FileMode.Open);", Label = "a class derived from FileStream")]
    // A lock reads nothing.
    [InlineData("8", "void M(Stream file) { lock (file) { file.ReadExactly(new byte[8]); } }", Label = "a lock")]
    // An object that holds no file reads none.
    [InlineData("16", "Footer _footer = null!; bool M(Stream file) { file.ReadExactly(new byte[16]); return _footer.IsValid(); } class Footer { int _sum; public bool IsValid() => Sum() == _sum; public virtual int Sum() => 1; }", Label = "a virtual method of a private class")]
    // A negative number becomes a large unsigned number, so the comparison of an unsigned error code needs unsigned intervals.
    [InlineData("8", "void M(Stream file, bool bad) { if (IsError(bad ? unchecked((nuint)(-5)) : 0)) { throw new InvalidDataException(); } file.ReadExactly(new byte[8]); } static bool IsError(nuint code) => code > unchecked((nuint)(-120));", Label = "a comparison of unsigned error codes")]
    [InlineData("17", "void M(BinaryReader file) { ulong n = file.ReadByte(); if (unchecked(n - 300) > 1000) { file.ReadBytes(16); } }", Label = "a difference that wraps around")]
    // A count in one byte is at most 255, even if the read can also return -1 at the end of the file.
    [InlineData("256", "void M(Stream file) { var n = file.ReadByte(); if (n < 1) { return; } file.ReadExactly(new byte[n]); }", Label = "a count of one byte")]
    // A loop that fills a buffer reads at most the buffer's length. The requests of its iterations do not add up.
    [InlineData("4", "async Task M(Stream file) { await Fill(file, new byte[4]); } static async ValueTask<bool> Fill(Stream s, byte[] b) { var total = 0; int read; while ((read = await s.ReadAsync(b.AsMemory(total, b.Length - total)).ConfigureAwait(false)) > 0) { total += read; if (total >= b.Length) { return true; } } return total >= b.Length; }", Label = "a helper that fills a buffer, async")]
    [InlineData("4", "void M(Stream file) { Fill(file, new byte[8], 2, 4); } static void Fill(Stream s, byte[] b, int at, int n) { var total = 0; int read; while ((read = s.Read(b, at + total, n - total)) > 0) { total += read; if (total >= n) { return; } } }", Label = "a helper that fills a part of a buffer")]
    public void The_bound_is_right(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("8", "int Size => _n + 4;", Label = "an expression body")]
    [InlineData("8", "int Size { get { return _n + 4; } }", Label = "a block")]
    [InlineData("9", "int Size => _file.ReadByte();", Label = "a getter that reads one byte")]
    [InlineData("whole", "int Size { get { _file.CopyTo(Stream.Null); return 4; } }", Label = "a getter that reads the whole file")]
    [InlineData("unknown", "public virtual int Size => _n;", Label = "a virtual getter")]
    [InlineData("unknown", "int Size => Other(); public virtual int Other() => 1;", Label = "a getter that calls a virtual method")]
    public void A_getter_is_followed_like_a_method(string expected, string property) =>
        Assert.Equal(expected, Bounds.Read($"Stream _file = null!; int _n = 0; {property} void M() {{ if (Size > 3) {{ _n = 1; _file.ReadExactly(new byte[8]); }} }}", "_file"));

    [Theory]
    // A setter that only stores its value uses no file.
    [InlineData("8", "int Size { get; set; }", Label = "an automatic property")]
    [InlineData("8", "int Size { get => 1; set; }", Label = "an automatic setter")]
    [InlineData("unknown", "int Size { get; set { field = value; Other(); } } public virtual void Other() { }", Label = "a setter that calls a virtual method")]
    [InlineData("unknown", "int Size { get => 1; set => _file.ReadExactly(new byte[value]); }", Label = "a setter that reads")]
    [InlineData("unknown", "public virtual int Size { get; set; }", Label = "a virtual property")]
    [InlineData("unknown", "partial int Size { get; set; } partial int Size { get; set { field = value; _file.ReadExactly(new byte[value]); } }", Label = "a partial property")]
    public void A_setter_that_only_stores_uses_no_file(string expected, string property) =>
        Assert.Equal(expected, Bounds.Read($"Stream _file = null!; {property} void M() {{ Size = 3; _file.ReadExactly(new byte[8]); }}", "_file"));

    [Fact]
    public void A_getter_that_a_derived_class_may_override_may_use_the_file() =>
        Assert.Equal("unknown", Bounds.Read("Stream _file = null!; public virtual int Size { get; set; } void M() { _ = Size; _file.ReadExactly(new byte[8]); }", "_file"));

    [Theory]
    // The code that stored the delegate in the member can also have the files of the other members.
    [InlineData("unknown", "Func<int> _next = null!; void M() { _next(); _file.ReadExactly(new byte[8]); }", Label = "a field")]
    [InlineData("unknown", "Action<int>? Next { get; set; } void M() { Next?.Invoke(1); _file.ReadExactly(new byte[8]); }", Label = "a property")]
    [InlineData("8", "void M(Func<int> next) { next(); _file.ReadExactly(new byte[8]); }", Label = "a parameter")]
    public void A_delegate_that_a_member_holds_may_use_the_other_members(string expected, string code) =>
        Assert.Equal(expected, Bounds.Read($"Stream _file = null!; {code}", "_file"));

    [Theory]
    // An object that holds the file can be a sequence of other data, so a loop over the object does not prove a read.
    [InlineData("unknown", "void M() { Each(Sheets, s => { }); }", Label = "a helper with a delegate")]
    [InlineData("unknown", "void M() { foreach (var sheet in Sheets) { } }", Label = "foreach over a property")]
    [InlineData("unknown", "void M() { foreach (var sheet in _sheets) { } }", Label = "foreach over a field")]
    [InlineData("unknown", "void M() { Each(_sheets, s => s.ToString()); }", Label = "a helper with a delegate over a field")]
    [InlineData("0", "void M(List<int> sheets) { Each(sheets, s => { }); }", Label = "a list from the caller")]
    public void A_loop_over_an_object_that_holds_the_file_does_not_prove_a_read(string expected, string code) =>
        Assert.Equal(expected, Bounds.Read(
            $"Stream _file; readonly Sheets2 _sheets; IEnumerable<int> Sheets => _sheets; public Sample(Stream s) {{ _file = s; _sheets = new Sheets2(this); }} {code} static void Each<T>(IEnumerable<T> all, Action<T> act) {{ foreach (var each in all) {{ act(each); }} }} public sealed class Sheets2(Sample book) : IEnumerable<int> {{ public Sample Book => book; public IEnumerator<int> GetEnumerator() => new List<int>().GetEnumerator(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }}",
            "_file"));
}
