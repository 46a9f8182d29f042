using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Analyzers.Tests.Symbols;

public sealed class TypeFactsTests
{
    private const string Types = """
        class Plain : Stream { public override bool CanRead => true; public override bool CanSeek => true; public override bool CanWrite => true; public override long Length => 0; public override long Position { get; set; }
            public override void Flush() { } public override int Read(byte[] b, int o, int c) => 0; public override long Seek(long o, SeekOrigin s) => 0; public override void SetLength(long v) { } public override void Write(byte[] b, int o, int c) { } }
        class Showing : Plain, IStreamWrapper { public Stream InnerStream => this; }
        class OwnFile(string path) : FileStream(path, FileMode.Open);
        namespace Own { class Stream { } struct Span<T> { } class IStreamWrapper { } interface IoPolicy { } }
        namespace System { class Mine { } }
        """;

    [Theory]
    [InlineData("string", "Path")]
    [InlineData("FileStream", "FileStream")]
    [InlineData("OwnFile", "FileStream")]
    [InlineData("Stream", "Stream")]
    [InlineData("DropBehindStream", "Stream")]
    [InlineData("BufferedStream", "Stream")]
    [InlineData("GZipStream", "Stream")]
    [InlineData("SafeFileHandle", "SafeFileHandle")]
    [InlineData("BinaryReader", "BinaryReader")]
    [InlineData("BinaryWriter", "BinaryWriter")]
    [InlineData("StreamReader", "StreamReader")]
    [InlineData("StreamWriter", "StreamWriter")]
    [InlineData("T", "FileStream", Label = "a type parameter with a class")]
    [InlineData("U", "FileStream", Label = "a type parameter with a type parameter")]
    [InlineData("V", null, Label = "a type parameter without a class")]
    [InlineData("Showing", "Stream", Label = "a user's stream that shows its inner stream")]
    [InlineData("Plain", null, Label = "a user's stream")]
    [InlineData("MemoryStream", null)]
    [InlineData("TextReader", null)]
    [InlineData("System.Security.Cryptography.CryptoStream", null)]
    [InlineData("System.Net.Sockets.NetworkStream", null)]
    [InlineData("Own.Stream", null)]
    [InlineData("int", null)]
    public void The_form_of_a_file_depends_on_the_type(string type, string? kind) => Assert.Equal(kind, StreamTypes.KindOf(TypeOf(type))?.ToString());

    [Theory]
    [InlineData("Plain", true)]
    [InlineData("Showing", true)]
    [InlineData("System.Net.Sockets.NetworkStream", true)]
    [InlineData("Stream", false)]
    [InlineData("FileStream", false)]
    [InlineData("OwnFile", false)]
    [InlineData("MemoryStream", false)]
    [InlineData("BinaryReader", false)]
    [InlineData("int", false)]
    public void A_stream_that_the_table_lacks_is_unknown(string type, bool isUnknown) => Assert.Equal(isUnknown, StreamTypes.IsUnknownStream(TypeOf(type)));

    [Theory]
    [InlineData("int[]", true)]
    [InlineData("int[,]", false)]
    [InlineData("Span<int>", true)]
    [InlineData("ReadOnlySpan<int>", true)]
    [InlineData("Memory<int>", true)]
    [InlineData("ReadOnlyMemory<int>", true)]
    [InlineData("Own.Span<int>", false)]
    [InlineData("List<int>", false)]
    [InlineData("string", false)]
    public void Arrays_and_spans_are_buffers(string type, bool isBuffer) => Assert.Equal(isBuffer, TypeFacts.IsBuffer(TypeOf(type)));

    [Theory]
    [InlineData("Stream", true)]
    [InlineData("List<int>", true)]
    [InlineData("SafeFileHandle", true)]
    [InlineData("DropBehindStream", true)]
    [InlineData("Plain", false)]
    [InlineData("Own.IoPolicy", false)]
    [InlineData("System.Mine", false)]
    public void Types_in_source_are_not_of_DotNet(string type, bool isDotNet) => Assert.Equal(isDotNet, TypeFacts.IsDotNet(TypeOf(type)));

    /// <summary>The length and the depth of blocks up to which code is analyzed.</summary>
    [Theory]
    [InlineData(64, "", true)]
    [InlineData(65, "", false)]
    [InlineData(65, "6,000 letters before", false)]
    [InlineData(1, "200 blocks before", true)]
    [InlineData(63, "200 blocks before", true)]
    public void Code_with_deep_blocks_is_not_analyzed(int depth, string before, bool canAnalyze)
    {
        var text = before switch
        {
            "6,000 letters before" => "class A" + new string('a', 6000) + " { }\n",
            "200 blocks before" => string.Concat(Enumerable.Repeat("class A { }\n", 200)),
            _ => "// " + new string('{', 100) + "\n",
        };
        text += string.Concat(Enumerable.Repeat("class B {\n", depth)) + string.Concat(Enumerable.Repeat("}\n", depth));
        Assert.Equal(canAnalyze, SemanticModels.CanAnalyze(CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken)));
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(40_001, false)]
    public void Code_up_to_40000_characters_is_analyzed(int length, bool canAnalyze)
    {
        var text = "class C {" + new string(' ', length - 10) + "}";
        var type = CSharpSyntaxTree.ParseText(text, cancellationToken: TestContext.Current.CancellationToken).GetRoot(TestContext.Current.CancellationToken).ChildNodes().Single();
        Assert.Equal(canAnalyze, SemanticModels.CanAnalyze(type));
    }

    private static ITypeSymbol TypeOf(string type)
    {
        var compilation = Source.Compile($$"""class C { void M<T, U, V>({{type}} value) where T : FileStream, IDisposable where U : T where V : IDisposable { } } {{Types}}""");
        return compilation.GetTypeByMetadataName("C")!.GetMembers("M").OfType<IMethodSymbol>().Single().Parameters[0].Type;
    }
}
