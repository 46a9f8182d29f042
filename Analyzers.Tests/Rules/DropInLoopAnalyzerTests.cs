using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.DropInLoopAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class DropInLoopAnalyzerTests
{
    [Theory]
    [InlineData("void M(SafeFileHandle file) { for (var i = 0; i < 1000; i++) { {|IOP207:PageCache.Drop(file, i * 4096, 4096)|}; } }", Label = "a for loop")]
    [InlineData("void M(FileStream file) { while (file.ReadByte() >= 0) { {|IOP207:PageCache.Drop(file.SafeFileHandle, file.Position, 512)|}; } }", Label = "a while loop")]
    [InlineData("void M(FileStream file, byte[][] rows) { foreach (var row in rows) { file.Write(row); {|IOP207:PageCache.WriteBackAndDrop(file.SafeFileHandle, 0, 100)|}; } }", Label = "a foreach loop with a write")]
    [InlineData("void M(SafeFileHandle file) { do { {|IOP207:PageCache.Drop(file, 0, length: 65535)|}; } while (true); }", Label = "one byte less than the threshold")]
    [InlineData("const int Size = 1024; void M(SafeFileHandle file, int n) { while (n-- > 0) { try { {|IOP207:PageCache.Drop(file, n * Size, Size)|}; } finally { } } }", Label = "a constant length in a try block")]
    [InlineData("void M(int n) { while (n-- > 0) { {|IOP207:PageCache.Drop(_file, n, 4096)|}; } } SafeFileHandle _file = null!;", Label = "a field")]
    [InlineData("void M(FileStream file, long[] rows) { foreach (var row in rows) { {|IOP207:Put(file, row)|}; } } [DropPagesAfterFullWrite] static void Put(FileStream file, long row) { file.Write(new byte[16]); }", Label = "an annotated method that writes a record")]
    [InlineData("async Task M(string path, int n) { await using var file = File.Create(path); for (var i = 0; i < n; i++) { await {|IOP207:PutAsync(file)|}; } } [DropPagesAfterFullWrite(Durable = true)] static async Task PutAsync(Stream file) { await file.WriteAsync(new byte[512]); }", Label = "an awaited method on an opened file")]
    [InlineData("void M(BinaryWriter file, int n) { while (n-- > 0) { {|IOP207:Put(file)|}; } } [DropPagesAfterFullWrite] public partial void {|CS8795:Put|}(BinaryWriter file); void PutCore(BinaryWriter file) => file.Write(1L);", Label = "a partial method")]
    [InlineData("void M(FileStream file, Put[] puts) { foreach (var put in puts) { {|IOP207:put.To(file)|}; } } public sealed class Put : Base { [DropPagesAfterFullWrite] public override void To(Stream file) { file.WriteByte(1); } } public abstract class Base { public abstract void To(Stream file); }", Label = "a sealed override")]
    [InlineData("void M(FileStream file, Put[] puts) { foreach (var put in puts) { {|IOP207:put.To(file)|}; } } public class Put { [DropPagesAfterFullWrite] public void To(Stream file) { file.WriteByte(1); } }", Label = "a non-virtual method")]
    [InlineData("void M(FileStream file, int n) { file.Seek(0, SeekOrigin.End); while (n-- > 0) { {|IOP207:Put(file, n)|}; } } [DropPagesAfterFullWrite] static void Put(FileStream file, int n) { if (n < 0) { throw new ArgumentException(); } Two(file, n); } static void Two(Stream file, int n) { if (n > 1) { file.WriteByte(1); } file.WriteByte(2); }", Label = "a record of several writes after a seek to the end")]
    public Task A_drop_per_small_record_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void M(SafeFileHandle file) { for (var i = 0; i < 1000; i++) { PageCache.Drop(file, i * 65536L, 65536); } }", Label = "the threshold")]
    [InlineData("void M(SafeFileHandle file, int size) { for (var i = 0; i < 1000; i++) { PageCache.Drop(file, i * size, size); } }", Label = "an unknown length")]
    [InlineData("void M(SafeFileHandle[] files) { foreach (var file in files) { PageCache.Drop(file, 0, 4096); } }", Label = "another file each time, from an array")]
    [InlineData("void M(string[] paths) { foreach (var path in paths) { using var file = File.OpenHandle(path); PageCache.Drop(file, 0, 4096); } }", Label = "another file each time, opened in the loop")]
    [InlineData("void M(SafeFileHandle file) { PageCache.Drop(file, 0, 4096); }", Label = "no loop")]
    [InlineData("void M(SafeFileHandle file) { while (true) { PageCache.Drop(file); } }", Label = "the whole file")]
    [InlineData("void M(SafeFileHandle file) { while (true) { PageCache.Drop(file, 0, 0); } }", Label = "a length of 0, which means the whole file")]
    [InlineData("void M(SafeFileHandle file) { for (var i = 0; i < 1000; i++) { if (i % 100 == 0) { PageCache.Drop(file, 0, 4096); } } }", Label = "a drop in some of the iterations")]
    [InlineData("void M(SafeFileHandle file, Func<SafeFileHandle> next) { while (true) { file = next(); PageCache.Drop(file, 0, 4096); } }", Label = "a file that is set in the loop")]
    [InlineData("void M(SafeFileHandle file) { while (true) { PageCache.Prefetch(file, 0, 4096); } }", Label = "a prefetch")]
    [InlineData("void M(SafeFileHandle file) { while (true) { Action drop = () => PageCache.Drop(file, 0, 4096); } }", Label = "a lambda in the loop")]
    [InlineData("void M(SafeFileHandle file) { while (true) { Drop(file, 0, 4096); } } static void Drop(SafeFileHandle file, long offset, long length) { }", Label = "a Drop of the user")]
    [InlineData("void M(FileStream file, byte[][] parts) { foreach (var part in parts) { Put(file, part); } } [DropPagesAfterFullWrite] static void Put(FileStream file, byte[] part) { file.Write(part); }", Label = "a record of unknown size")]
    [InlineData("void M(FileStream file, int n) { while (n-- > 0) { Put(file); } } [DropPagesAfterFullWrite(WindowBytes = 4194304)] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "a chosen window")]
    [InlineData("void M(FileStream file, int n) { while (n-- > 0) { Put(file); } } [DropPagesAfterFullWrite(Background = true)] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "background advice")]
    [InlineData("void M(FileStream file, int n) { while (n-- > 0) { file.Position = n * 16; Put(file); } } [DropPagesAfterFullWrite] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "a position that the loop sets")]
    [InlineData("void M(FileStream file, Put[] puts, long at) { file.Seek(at, SeekOrigin.Begin); foreach (var put in puts) { put.To(file); } } public class Put { [DropPagesAfterFullWrite] public void To(Stream file) { file.WriteByte(1); } }", Label = "a position from the caller")]
    [InlineData("void M(FileStream file, int n) { while (n-- > 0) { file.Seek(-16, SeekOrigin.End); Put(file); } } [DropPagesAfterFullWrite] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "the last record, again and again")]
    [InlineData("void M(FileStream file, int n, long at) { file.Seek(at, SeekOrigin.End); while (n-- > 0) { Put(file); } } [DropPagesAfterFullWrite] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "an unknown distance from the end")]
    [InlineData("void M(FileStream file, int n) { while (n-- > 0) { file.Seek(0, SeekOrigin.Begin); Put(file); } } [DropPagesAfterFullWrite] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "the first record, again and again")]
    // A full buffer is written in only a few iterations.
    [InlineData("byte[] _b = new byte[200]; int _n; void M(FileStream file, byte[] all) { foreach (var one in all) { Put(file, one); } } [DropPagesAfterFullWrite] void Put(FileStream file, byte one) { _b[_n++] = one; if (_n == _b.Length) { Flush(file); } } void Flush(FileStream file) { file.Write(new byte[200]); _n = 0; }", Label = "a buffer that is flushed when it is full")]
    [InlineData("int _n; void M(FileStream file, byte[] all) { foreach (var one in all) { Put(file, one); } } [DropPagesAfterFullWrite] void Put(FileStream file, byte one) { Add(file); } void Add(Stream file) { if (++_n < 200) { return; } file.Write(new byte[200]); }", Label = "a buffer in a helper")]
    [InlineData("void M(FileStream[] files) { foreach (var file in files) { Put(file); } } [DropPagesAfterFullWrite] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "another file each time for an annotated method")]
    [InlineData("void M(FileStream file, int n) { while (n-- > 0) { Get(file); } } [HeaderOnly] static void Get(FileStream file) { file.ReadByte(); }", Label = "a header")]
    // Memory has no pages to drop, and a call that bypasses the policy issues no advice.
    [InlineData("void M(MemoryStream file, int n) { while (n-- > 0) { Put(file); } } [DropPagesAfterFullWrite] static void Put(Stream file) { file.Write(new byte[16]); }", Label = "a stream in memory")]
    [InlineData("} static class Records { static void M(FileStream file, int n) { while (n-- > 0) { Put(file); } } [DropPagesAfterFullWrite] static void Put(FileStream file) { file.Write(new byte[16]); }", Label = "a private method of a static class")]
    // The call does not show which bytes an override writes, or whether it has a policy.
    [InlineData("void M(FileStream file, Put[] puts) { foreach (var put in puts) { put.To(file); } } public class Put { [DropPagesAfterFullWrite] public virtual void To(Stream file) { file.WriteByte(1); } }", Label = "a virtual method")]
    [InlineData("void M(FileStream file, Put[] puts) { foreach (var put in puts) { put.To(file); } } public class Put : Base { [DropPagesAfterFullWrite] public override void To(Stream file) { file.WriteByte(1); } } public abstract class Base { public abstract void To(Stream file); }", Label = "an override that can be overridden again")]
    public Task Other_drops_are_not_reported(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        partial class C
        {
            {{member}}
        }
        """;
}
