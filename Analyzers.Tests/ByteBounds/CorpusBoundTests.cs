namespace Analyzers.Tests.ByteBounds;

/// <summary>Patterns of real code that the analysis judged wrong once (docs/real-code.md), each reduced to its core.</summary>
public sealed class CorpusBoundTests
{
    [Theory]
    // How long the caller's buffer is, the caller says, also after the file has been read into it.
    [InlineData("1008", "private Stream _file = null!; int Size { get { _file.ReadExactly(new byte[1000]); return field; } set; } void M(Stream file) { _file = file; _ = Size; file.ReadExactly(new byte[8]); }")]
    [InlineData("8", "int Size { get; set; } void M(Stream file) { _ = Size; file.ReadExactly(new byte[8]); }")]
    [InlineData("requested", "void M(Stream file, byte[] b) { Fill(file, b, b.Length); } static void Fill(Stream s, byte[] b, int n) { var at = 0; while (n > 0) { var got = s.Read(b, at, n); if (got <= 0) { throw new EndOfStreamException(); } at += got; n -= got; } }")]
    [InlineData("requested", "byte[] _raw = []; void Take(byte[] raw) => _raw = raw; void M(Stream file) { var left = _raw.Length; var at = 0; while (left > 0) { var got = file.Read(_raw, at, left); if (got <= 0) { break; } at += got; left -= got; } }")]
    [InlineData("requested", "void M(Stream file, Memory<byte> b) { while (b.Length > 0) { var got = file.Read(b.Span); if (got == 0) { return; } b = b.Slice(got); } }")]
    [InlineData("requested", "void M(Stream file, int n) { var b = ArrayPool<byte>.Shared.Rent(16); file.ReadExactly(b, 0, 16); for (var i = 0; i < b.Length; i++) { file.ReadByte(); } }")]
    [InlineData("requested", "void M(BinaryReader file, int n) { var b = file.ReadBytes(n); for (var i = 0; i < b.Length; i++) { file.ReadByte(); } }")]
    [InlineData("requested", "void M(Stream file, byte[] b, int n) { file.ReadExactly(b); file.ReadExactly(b[..n]); }")]
    // How long a buffer is that was made as long as the file says, the file says.
    [InlineData("whole", "void M(BinaryReader file) { var b = new byte[file.ReadInt32()]; file.BaseStream.ReadExactly(b); }")]
    [InlineData("whole", "void M(BinaryReader file) { Fill(file.BaseStream, new byte[file.ReadInt32()]); } static void Fill(Stream s, byte[] b) { s.ReadExactly(b, 0, b.Length); }")]
    // A call of a stream on itself runs the stream's own code.
    [InlineData("unknown", "void M(Own file) { file.ReadByte(); file.More(); } public class Own(Stream s) : BinaryReader(s) { public void More() { ReadBytes(100); } }")]
    // Code for streams that cannot seek is not code for files.
    [InlineData("2", "void M(Stream file) { if (file.CanSeek) { file.ReadExactly(new byte[2]); return; } file.CopyTo(Stream.Null); }")]
    [InlineData("whole", "void M(Stream file) { if (file.CanSeek) { file.CopyTo(Stream.Null); } }")]
    // A search that is given up after so many bytes, by an exception, does not end with its file.
    [InlineData("requested", "void M(Stream file, bool far) { var most = far ? 500000 : 0; var at = 0; while (at <= most) { if (file.ReadByte() == 0x52) { return; } at++; } throw new InvalidDataException(); }")]
    [InlineData("whole", "void M(BinaryReader file) { while (true) { var n = file.ReadInt32(); if (n == 0) { return; } if (n > 1000) { throw new InvalidDataException(); } file.ReadBytes(n); } }")]
    // A run of at most 255 pixels does not end with its file, however many runs there are.
    [InlineData("requested", "void M(Stream file, int pixels) { var at = 0; while (at < pixels) { var run = file.ReadByte() & 127; for (var i = 0; i < run; i++, at++) { file.ReadByte(); } } }")]
    // A delegate of an extension method holds its receiver.
    [InlineData("unknown", "T[] Many<T>(Func<T> one, int n) => [one()]; void M(BinaryReader file) { Many(file.Pair, file.ReadInt32()); } } public static class Pairs { public static byte[] Pair(this BinaryReader r) => r.ReadBytes(100);")]
    // A decoder reads more or fewer bytes of its file than the code requests. A user's own class may do so too.
    [InlineData("unknown", "void M(System.Security.Cryptography.CryptoStream file) { file.ReadExactly(new byte[12]); }")]
    [InlineData("unknown", "void M(GZipStream file) { Magic(file); } static void Magic(Stream s) { s.ReadExactly(new byte[2]); }")]
    [InlineData("unknown", "void M(Own file) { file.ReadExactly(new byte[12]); } public abstract class Own : Stream;")]
    [InlineData("unknown", "void M(BufferedStream file) { new BinaryReader(file).ReadInt32(); }")]
    [InlineData("requested", "void M(Own file, byte[] b) { file.ReadExactly(b); } public abstract class Own : Stream;")]
    [InlineData("whole", "void M(Own file) { if (file.CanSeek) { file.CopyTo(Stream.Null); } } public abstract class Own : Stream;")]
    [InlineData("0", "void M(Own file) { if (!file.CanSeek) { file.CopyTo(Stream.Null); } } public abstract class Own : Stream;")]
    [InlineData("12", "void M(Own file) { file.ReadExactly(new byte[12]); } public abstract class Own(string path) : FileStream(path, FileMode.Open);")]
    // A lock reads nothing.
    [InlineData("8", "void M(Stream file) { lock (file) { file.ReadExactly(new byte[8]); } }")]
    // An object that holds no file reads none.
    [InlineData("16", "Footer _footer = null!; bool M(Stream file) { file.ReadExactly(new byte[16]); return _footer.IsValid(); } class Footer { int _sum; public bool IsValid() => Sum() == _sum; public virtual int Sum() => 1; }")]
    // A negative number is large as an unsigned number, so a code is no error just because it exceeds the smallest one.
    [InlineData("8", "void M(Stream file, bool bad) { if (IsError(bad ? unchecked((nuint)(-5)) : 0)) { throw new InvalidDataException(); } file.ReadExactly(new byte[8]); } static bool IsError(nuint code) => code > unchecked((nuint)(-120));")]
    [InlineData("17", "void M(BinaryReader file) { ulong n = file.ReadByte(); if (unchecked(n - 300) > 1000) { file.ReadBytes(16); } }")]
    // A length of one byte is a bound, also if the same read can return the end of the file.
    [InlineData("256", "void M(Stream file) { var n = file.ReadByte(); if (n < 1) { return; } file.ReadExactly(new byte[n]); }")]
    // A loop until a buffer is full reads the buffer's length, and not the remainder in each iteration.
    [InlineData("4", "async Task M(Stream file) { await Fill(file, new byte[4]); } static async ValueTask<bool> Fill(Stream s, byte[] b) { var total = 0; int read; while ((read = await s.ReadAsync(b.AsMemory(total, b.Length - total)).ConfigureAwait(false)) > 0) { total += read; if (total >= b.Length) { return true; } } return total >= b.Length; }")]
    [InlineData("4", "void M(Stream file) { Fill(file, new byte[8], 2, 4); } static void Fill(Stream s, byte[] b, int at, int n) { var total = 0; int read; while ((read = s.Read(b, at + total, n - total)) > 0) { total += read; if (total >= n) { return; } } }")]
    public void The_bound_is_right(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    [Theory]
    [InlineData("8", "int Size => _n + 4;")]
    [InlineData("8", "int Size { get { return _n + 4; } }")]
    [InlineData("9", "int Size => _file.ReadByte();")]
    [InlineData("whole", "int Size { get { _file.CopyTo(Stream.Null); return 4; } }")]
    [InlineData("unknown", "public virtual int Size => _n;")]
    [InlineData("unknown", "int Size => Other(); public virtual int Other() => 1;")]
    public void A_getter_is_followed_like_a_method(string expected, string property) =>
        Assert.Equal(expected, Bounds.Read($"Stream _file = null!; int _n = 0; {property} void M() {{ if (Size > 3) {{ _n = 1; _file.ReadExactly(new byte[8]); }} }}", "_file"));

    [Theory]
    // A setter that only stores its value uses no file. A later reader of the property does not change that.
    [InlineData("8", "int Size { get; set; }")]
    [InlineData("8", "int Size { get => 1; set; }")]
    [InlineData("unknown", "int Size { get; set { field = value; Other(); } } public virtual void Other() { }")]
    [InlineData("unknown", "int Size { get => 1; set => _file.ReadExactly(new byte[value]); }")]
    [InlineData("unknown", "public virtual int Size { get; set; }")]
    [InlineData("unknown", "partial int Size { get; set; } partial int Size { get; set { field = value; _file.ReadExactly(new byte[value]); } }")]
    public void A_setter_that_stores_is_no_code(string expected, string property) =>
        Assert.Equal(expected, Bounds.Read($"Stream _file = null!; {property} void M() {{ Size = 3; _file.ReadExactly(new byte[8]); }}", "_file"));

    [Fact]
    public void A_getter_that_a_derived_class_may_override_is_code() =>
        Assert.Equal("unknown", Bounds.Read("Stream _file = null!; public virtual int Size { get; set; } void M() { _ = Size; _file.ReadExactly(new byte[8]); }", "_file"));

    [Theory]
    // The caller that passed the delegate can use the files of the other members, too.
    [InlineData("unknown", "Func<int> _next = null!; void M() { _next(); _file.ReadExactly(new byte[8]); }")]
    [InlineData("unknown", "Action<int>? Next { get; set; } void M() { Next?.Invoke(1); _file.ReadExactly(new byte[8]); }")]
    [InlineData("8", "void M(Func<int> next) { next(); _file.ReadExactly(new byte[8]); }")]
    public void A_delegate_that_a_member_holds_may_use_the_other_members(string expected, string code) =>
        Assert.Equal(expected, Bounds.Read($"Stream _file = null!; {code}", "_file"));

    [Theory]
    // An object that holds the file can be a sequence of something else, so a loop over it is no proof of a read.
    [InlineData("unknown", "void M() { Each(Sheets, s => { }); }")]
    [InlineData("unknown", "void M() { foreach (var sheet in Sheets) { } }")]
    [InlineData("unknown", "void M() { foreach (var sheet in _sheets) { } }")]
    [InlineData("unknown", "void M() { Each(_sheets, s => s.ToString()); }")]
    [InlineData("0", "void M(List<int> sheets) { Each(sheets, s => { }); }")]
    public void A_loop_over_an_object_that_holds_the_file_is_no_proof(string expected, string code) =>
        Assert.Equal(expected, Bounds.Read(
            $"Stream _file; readonly Sheets2 _sheets; IEnumerable<int> Sheets => _sheets; public Sample(Stream s) {{ _file = s; _sheets = new Sheets2(this); }} {code} static void Each<T>(IEnumerable<T> all, Action<T> act) {{ foreach (var each in all) {{ act(each); }} }} public sealed class Sheets2(Sample book) : IEnumerable<int> {{ public Sample Book => book; public IEnumerator<int> GetEnumerator() => new List<int>().GetEnumerator(); System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator(); }}",
            "_file"));
}
