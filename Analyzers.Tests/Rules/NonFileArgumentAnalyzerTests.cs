using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.NonFileArgumentAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class NonFileArgumentAnalyzerTests
{
    [Theory]
    [InlineData("void Use() { Load({|IOP206:new MemoryStream()|}); }")]
    [InlineData("void Use(MemoryStream memory) { Load({|IOP206:memory|}); }")]
    [InlineData("void Use(MemoryStream memory) { Save(1, file: {|IOP206:memory|}); }")]
    [InlineData("void Use() { Load({|IOP206:Stream.Null|}); }")]
    [InlineData("void Use(byte[] data) { Peek({|IOP206:new BinaryReader(new MemoryStream(data))|}); }")]
    [InlineData("void Use(UnmanagedMemoryStream memory) { Load({|IOP206:memory|}); }")]
    [InlineData("void Use() { Partial({|IOP206:new Derived()|}); } class Derived : MemoryStream;")]
    [InlineData("void Use(System.IO.Pipes.NamedPipeClientStream pipe) { Load({|IOP206:pipe|}); }")]
    [InlineData("void Use(System.IO.Pipes.PipeStream pipe) { Peek({|IOP206:new BinaryReader(pipe)|}); }")]
    [InlineData("void Use(System.Net.Sockets.NetworkStream stream) { Save(1, {|IOP206:stream|}); }")]
    [InlineData("void Use(System.Net.Security.SslStream stream) { Load({|IOP206:stream|}); }")]
    public Task A_stream_in_memory_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void Use(Stream stream) { Load(stream); }")]
    [InlineData("void Use(FileStream file) { Load(file); }")]
    [InlineData("void Use(string path) { using var file = File.OpenRead(path); Load(file); }")]
    [InlineData("void Use(BufferedStream stream) { Load(stream); }")]
    [InlineData("void Use(FileStream file) { Peek(new BinaryReader(file)); }")]
    [InlineData("void Use(MemoryStream memory) { Free(memory); }")]
    [InlineData("void Use(MemoryStream memory, FileStream file) { Copy(memory, file); }")]
    [InlineData("void Use(Stream stream) { Stream memory = stream; Load(memory); }")]
    [InlineData("void Use() { Load(null!); }")]
    [InlineData("void Use(Stream? stream) { Load(stream ?? new MemoryStream()); }")]
    [InlineData("void Use() { Path(\"x\"); }")]
    public Task Any_other_stream_is_not(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void Use(System.Security.Cryptography.CryptoStream stream) { Load({|IOP206:stream|}); }")]
    [InlineData("void Use(FileStream file, System.Security.Cryptography.ICryptoTransform t) { Load({|IOP206:new System.Security.Cryptography.CryptoStream(file, t, System.Security.Cryptography.CryptoStreamMode.Read)|}); }")]
    [InlineData("void Use(ZipArchiveEntry entry) { Load({|IOP206:entry.Open()|}); }")]
    [InlineData("void Use(ZipArchiveEntry entry) { using var stream = entry.Open(); Load({|IOP206:stream|}); }")]
    [InlineData("async Task Use(ZipArchiveEntry entry) { Load({|IOP206:await entry.OpenAsync()|}); }")]
    [InlineData("void Use(PipeWriter pipe) { Save(1, {|IOP206:pipe.AsStream()|}); }")]
    [InlineData("void Use(PipeReader pipe) { Load({|IOP206:pipe.AsStream()|}); }")]
    [InlineData("void Use(FileStream file) { Load({|IOP206:new Progress(file)|}); }")]
    [InlineData("void Use(Progress progress) { Peek({|IOP206:new BinaryReader(progress)|}); }")]
    [InlineData("void Use(ZipArchiveEntry entry) { Load({|IOP206:new BufferedStream(entry.Open())|}); }")]
    [InlineData("void Use(FileStream file) { Stream stream = new Progress(file); Load({|IOP206:stream|}); }")]
    public Task A_stream_that_hides_its_file_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void Use(FileStream file) { Load(new Shown(file)); }")]
    [InlineData("void Use(Shown shown) { Peek(new BinaryReader(shown)); }")]
    [InlineData("class Heir(Stream inner) : Shown(inner); void Use(Heir shown) { Load(shown); }")]
    [InlineData("void Use(FileStream file) { PageCache.RegisterWrapper<Progress>(p => p.Inner); Load(new Progress(file)); }")]
    [InlineData("void Use(FileStream file) { PageCache.RegisterWrapper((Progress p) => p.Inner); Load(new Progress(file)); }")]
    [InlineData("class Heir(Stream inner) : Progress(inner); void Use(Heir heir) { PageCache.RegisterWrapper<Progress>(p => p.Inner); Load(heir); }")]
    [InlineData("void Use(GZipStream zip) { Load(zip); }")]
    [InlineData("void Use(FileStream file) { Load(new BufferedStream(new GZipStream(file, CompressionMode.Decompress))); }")]
    [InlineData("void Use(DropBehindStream stream) { Load(stream); }")]
    [InlineData("void Use(Ambiguous stream) { Load(stream); }")]
    [InlineData("void Use(ZipArchiveEntry entry, FileStream file) { Stream stream = entry.Open(); stream = file; Load(stream); }")]
    [InlineData("void Use(FileStream file) { Free(new Progress(file)); }")]
    public Task A_stream_that_may_show_it_is_not(string member) => Check.Reports(Class(member));

    private static string Class(string member) => $$"""
        partial class C
        {
            [DropPagesAfterFullRead] static void Load(Stream file) { }
            [DropPagesAfterFullWrite] static void Save(int x, Stream file) { }
            [HeaderOnly] static void Peek(BinaryReader reader) { }
            [DropPagesAfterFullRead] public partial void {|CS8795:Partial|}(Stream file);
            void PartialCore(Stream file) { }
            [DropPagesAfterFullWrite(File = nameof(to))] static void Copy(Stream from, Stream to) { }
            [DropPagesAfterFullRead(File = nameof(path))] static void Path(string path) { }
            static void Free(Stream file) { }
            {{member}}
        }

        abstract class Ambiguous : Stream;

        class Progress(Stream inner) : Ambiguous
        {
            public Stream Inner => inner;
            public override bool CanRead => true;
            public override bool CanSeek => false;
            public override bool CanWrite => true;
            public override long Length => 0;
            public override long Position { get; set; }
            public override void Flush() => inner.Flush();
            public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);
            public override long Seek(long offset, SeekOrigin origin) => 0;
            public override void SetLength(long value) { }
            public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);
        }

        class Shown(Stream inner) : Progress(inner), IStreamWrapper
        {
            public Stream InnerStream => Inner;
        }
        """;
}
