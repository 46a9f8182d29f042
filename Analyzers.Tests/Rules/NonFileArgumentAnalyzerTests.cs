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
        """;
}
