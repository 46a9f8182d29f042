using Check = Analyzers.Tests.Infrastructure.Verify<IoPolicy.Analyzers.Rules.NonFileArgumentAnalyzer, Microsoft.CodeAnalysis.Testing.EmptyCodeFixProvider>;

namespace Analyzers.Tests.Rules;

public sealed class NonFileArgumentAnalyzerTests
{
    [Theory]
    [InlineData("void Use() { Load({|IOP206:new MemoryStream()|}); }")]
    [InlineData("void Use(MemoryStream memory) { Load({|IOP206:memory|}); }")]
    [InlineData("void Use(MemoryStream memory) { Save(1, file: {|IOP206:memory|}); }", Label = "a named argument")]
    [InlineData("void Use() { Load({|IOP206:Stream.Null|}); }", Label = "the null stream")]
    [InlineData("void Use(byte[] data) { Peek({|IOP206:new BinaryReader(new MemoryStream(data))|}); }", Label = "a reader over memory")]
    [InlineData("void Use(UnmanagedMemoryStream memory) { Load({|IOP206:memory|}); }")]
    [InlineData("void Use() { Partial({|IOP206:new Derived()|}); } class Derived : MemoryStream;", Label = "a derived class and a partial method")]
    [InlineData("void Use(System.IO.Pipes.NamedPipeClientStream pipe) { Load({|IOP206:pipe|}); }", Label = "a named pipe")]
    [InlineData("void Use(System.IO.Pipes.PipeStream pipe) { Peek({|IOP206:new BinaryReader(pipe)|}); }", Label = "a reader over a pipe")]
    [InlineData("void Use(System.Net.Sockets.NetworkStream stream) { Save(1, {|IOP206:stream|}); }", Label = "a network stream")]
    [InlineData("void Use(System.Net.Security.SslStream stream) { Load({|IOP206:stream|}); }", Label = "an encrypted network stream")]
    public Task A_stream_without_a_file_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void Use(Stream stream) { Load(stream); }")]
    [InlineData("void Use(FileStream file) { Load(file); }")]
    [InlineData("void Use(string path) { using var file = File.OpenRead(path); Load(file); }")]
    [InlineData("void Use(BufferedStream stream) { Load(stream); }")]
    [InlineData("void Use(FileStream file) { Peek(new BinaryReader(file)); }")]
    [InlineData("void Use(MemoryStream memory) { Free(memory); }", Label = "a method without a policy")]
    [InlineData("void Use(MemoryStream memory, FileStream file) { Copy(memory, file); }", Label = "two streams, one of which is a file")]
    [InlineData("void Use(Stream stream) { Stream memory = stream; Load(memory); }", Label = "a local of type Stream that may be a file")]
    [InlineData("void Use() { Load(null!); }", Label = "null")]
    [InlineData("void Use(Stream? stream) { Load(stream ?? new MemoryStream()); }", Label = "a choice that may be a file")]
    [InlineData("void Use() { Path(\"x\"); }", Label = "a path")]
    public Task An_argument_that_may_be_a_file_or_has_no_policy_is_not_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void Use(System.Security.Cryptography.CryptoStream stream) { Load({|IOP206:stream|}); }", Label = "a CryptoStream of unknown source")]
    [InlineData("void Use(FileStream file, System.Security.Cryptography.ICryptoTransform t) { Load({|IOP206:new System.Security.Cryptography.CryptoStream(file, t, System.Security.Cryptography.CryptoStreamMode.Read)|}); }", Label = "a CryptoStream over a file")]
    [InlineData("void Use(ZipArchiveEntry entry) { Load({|IOP206:entry.Open()|}); }", Label = "an archive entry")]
    [InlineData("void Use(ZipArchiveEntry entry) { using var stream = entry.Open(); Load({|IOP206:stream|}); }", Label = "an archive entry in a local")]
    [InlineData("async Task Use(ZipArchiveEntry entry) { Load({|IOP206:await entry.OpenAsync()|}); }", Label = "an archive entry, awaited")]
    [InlineData("void Use(PipeWriter pipe) { Save(1, {|IOP206:pipe.AsStream()|}); }", Label = "a PipeWriter")]
    [InlineData("void Use(PipeReader pipe) { Load({|IOP206:pipe.AsStream()|}); }", Label = "a PipeReader")]
    [InlineData("void Use(FileStream file) { Load({|IOP206:new Progress(file)|}); }", Label = "a wrapper of the user over a file")]
    [InlineData("void Use(Progress progress) { Peek({|IOP206:new BinaryReader(progress)|}); }", Label = "a reader over the user's wrapper")]
    [InlineData("void Use(ZipArchiveEntry entry) { Load({|IOP206:new BufferedStream(entry.Open())|}); }", Label = "a buffer over an archive entry")]
    [InlineData("void Use(FileStream file) { Stream stream = new Progress(file); Load({|IOP206:stream|}); }", Label = "the user's wrapper in a local")]
    public Task A_stream_that_hides_its_file_is_reported(string member) => Check.Reports(Class(member));

    [Theory]
    [InlineData("void Use(FileStream file) { Load(new Shown(file)); }", Label = "a wrapper that shows its inner stream")]
    [InlineData("void Use(Shown shown) { Peek(new BinaryReader(shown)); }", Label = "a reader over a wrapper that shows its inner stream")]
    [InlineData("class Heir(Stream inner) : Shown(inner); void Use(Heir shown) { Load(shown); }", Label = "a class derived from a wrapper that shows its inner stream")]
    [InlineData("void Use(FileStream file) { PageCache.RegisterWrapper<Progress>(p => p.Inner); Load(new Progress(file)); }", Label = "a registered wrapper")]
    [InlineData("void Use(FileStream file) { PageCache.RegisterWrapper((Progress p) => p.Inner); Load(new Progress(file)); }", Label = "a registration with an inferred type")]
    [InlineData("class Heir(Stream inner) : Progress(inner); void Use(Heir heir) { PageCache.RegisterWrapper<Progress>(p => p.Inner); Load(heir); }", Label = "a class derived from a registered wrapper")]
    [InlineData("class Counting<T>(Stream inner) : Progress(inner); void Use(FileStream file) { PageCache.RegisterWrapper<Counting<int>>(p => p.Inner); Load(new Counting<int>(file)); }", Label = "a registered generic wrapper")]
    [InlineData("class Counting<T>(Stream inner) : Progress(inner) { public static void Register() => PageCache.RegisterWrapper<Counting<T>>(p => p.Inner); } void Use(FileStream file) { Counting<int>.Register(); Load(new Counting<int>(file)); }", Label = "a generic wrapper that registers itself")]
    [InlineData("void Use(GZipStream zip) { Load(zip); }", Label = "a compressor")]
    [InlineData("void Use(FileStream file) { Load(new BufferedStream(new GZipStream(file, CompressionMode.Decompress))); }", Label = "a buffer over a compressor over a file")]
    [InlineData("void Use(DropBehindStream stream) { Load(stream); }", Label = "a stream that drops behind")]
    [InlineData("void Use(AbstractStream stream) { Load(stream); }", Label = "an abstract type whose derived class may wrap a file")]
    [InlineData("void Use(ZipArchiveEntry entry, FileStream file) { Stream stream = entry.Open(); stream = file; Load(stream); }", Label = "a local that gets a file later")]
    [InlineData("void Use(FileStream file) { Free(new Progress(file)); }", Label = "a method without a policy")]
    public Task A_stream_that_may_show_its_file_is_not_reported(string member) => Check.Reports(Class(member));

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

        abstract class AbstractStream : Stream;

        class Progress(Stream inner) : AbstractStream
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
