using System.IO.Compression;
using System.Net.Security;
using System.Security.Cryptography;
using Analyzers.Tests.Infrastructure;
using IoPolicy;
using IoPolicy.Advice;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Policies;

/// <summary>
/// For each stream type, the analyzers expect a file in the stream exactly if the runtime finds one there. Each side has its own list of
/// types, because their assemblies do not reference each other. The tests compare the lists for every stream of .NET.
/// </summary>
public sealed class SearchedStreamTests : IDisposable
{
    /// <summary>The stream types that wrap another stream, each with a function that wraps a file.</summary>
    private static readonly Dictionary<Type, Func<FileStream, Stream>> Wrappers = new()
    {
        [typeof(BufferedStream)] = static file => new BufferedStream(file),
        [typeof(GZipStream)] = static file => new GZipStream(file, CompressionMode.Decompress),
        [typeof(DeflateStream)] = static file => new DeflateStream(file, CompressionMode.Decompress),
        [typeof(ZLibStream)] = static file => new ZLibStream(file, CompressionMode.Decompress),
        [typeof(BrotliStream)] = static file => new BrotliStream(file, CompressionMode.Decompress),
        [typeof(CryptoStream)] = static file => new CryptoStream(file, new FromBase64Transform(), CryptoStreamMode.Read),
        [typeof(SslStream)] = static file => new SslStream(file),
        [typeof(NegotiateStream)] = static file => new NegotiateStream(file),
        [typeof(DropBehindStream)] = static file => new DropBehindStream(file),
    };

    /// <summary>The public classes of .NET and of IoPolicy that derive from Stream, by name.</summary>
    private static readonly Dictionary<string, INamedTypeSymbol> Classes = StreamClasses().ToDictionary(static type => type.ToDisplayString());

    private readonly ScratchDirectory _directory = new();

    public static TheoryData<string> Streams => [.. Classes.Keys];

    public void Dispose() => _directory.Dispose();

    [Theory]
    [MemberData(nameof(Streams))]
    public void The_analyzers_expect_a_file_if_the_runtime_finds_one(string name) =>
        Assert.Equal(RuntimeFindsAFile(Classes[name]), AnalyzersExpectAFile(name));

    [Fact]
    public void Both_answers_are_among_the_cases()
    {
        var promised = Classes.Keys.ToLookup(AnalyzersExpectAFile);
        Assert.True(promised[true].Count() >= 7, string.Join(", ", promised[true]));
        Assert.True(promised[false].Count() >= 7, string.Join(", ", promised[false]));
    }

    private bool RuntimeFindsAFile(INamedTypeSymbol symbol)
    {
        var type = Type.GetType($"{symbol.ToDisplayString()}, {symbol.ContainingAssembly.Name}", throwOnError: true)!;
        if (!Wrappers.TryGetValue(type, out var wrap))
        {
            Assert.DoesNotContain(type.GetConstructors(), constructor => constructor.GetParameters() is [{ ParameterType: var first }, ..] && first == typeof(Stream));
            return type.IsAssignableTo(typeof(FileStream));
        }

        using var file = new FileStream(_directory.File("sample"), FileMode.Create, FileAccess.ReadWrite);
        using var stream = wrap(file);
        return UnderlyingFile.Find(stream) == file;
    }

    private static bool AnalyzersExpectAFile(string type)
    {
        var method = Source.Compile($"class Serializer {{ static void Load({type} input) {{ }} }}")
            .GetTypeByMetadataName("Serializer")!.GetMembers("Load").OfType<IMethodSymbol>().Single();
        Assert.NotEqual(TypeKind.Error, method.Parameters[0].Type.TypeKind);
        return !FileCandidates.Find(method, named: null).IsEmpty;
    }

    private static IEnumerable<INamedTypeSymbol> StreamClasses()
    {
        var compilation = Source.Compile("");
        var stream = compilation.GetTypeByMetadataName("System.IO.Stream")!;
        return All(compilation.GlobalNamespace).Where(type =>
            type is { DeclaredAccessibility: Accessibility.Public, IsAbstract: false, ContainingType: null }
            && compilation.ClassifyConversion(type, stream) is { IsImplicit: true, IsReference: true }
            && !SymbolEqualityComparer.Default.Equals(type, stream));
    }

    private static IEnumerable<INamedTypeSymbol> All(INamespaceSymbol space) =>
        space.GetTypeMembers().Concat(space.GetNamespaceMembers().SelectMany(All));
}
