using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Checks that <c>DotNetMemberTable</c> has a row for each public member of .NET with a <c>Stream</c> parameter, or that this test has a reason why not.</summary>
public sealed class StreamConsumerTests
{
    /// <summary>The types and namespaces without rows, and the reasons. In most cases, the analysis does not know the uses of the file after the call.</summary>
    private static readonly Dictionary<string, string> ReasonsForNoRow = new()
    {
        ["Microsoft.VisualBasic.FileIO"] = "The parser reads ahead whenever code requests a field.",
        ["System.ComponentModel.Design"] = "Designers only; the format is not documented.",
        ["System.ComponentModel.Design.Serialization"] = "Designers only; the format is not documented.",
        ["System.Data.SqlTypes"] = "The value keeps the stream.",
        ["System.Diagnostics"] = "The listener keeps the stream.",
        ["System.IO.Compression.ZipArchive"] = "It reads the directory at the end of the file, and an entry when code requests it.",
        ["System.Formats.Tar.TarWriter"] = "The writer keeps the stream.",
        ["System.Net.Http.StreamContent"] = "The content keeps the stream.",
        ["System.Net.Mail"] = "The message keeps the stream.",
        ["System.Net.Security"] = "Over connections, not files.",
        ["System.Net.ServerSentEvents"] = "Over connections, not files.",
        ["System.Net.WebSockets"] = "Over connections, not files.",
        ["System.Reflection.Metadata"] = "The number of bytes depends on options and on the image.",
        ["System.Reflection.PortableExecutable"] = "The number of bytes depends on options and on the image.",
        ["System.Resources"] = "The reader or set keeps the stream.",
        ["System.Runtime.Loader"] = "The runtime reads the image.",
        ["System.Runtime.Serialization.Json"] = "Readers and writers keep the stream.",
        ["System.Text.Encoding"] = "The transcoding stream keeps the stream.",
        ["System.Text.Json.Utf8JsonWriter"] = "The writer keeps the stream.",
        ["System.Xml"] = "Readers and writers keep the stream.",
        ["System.Xml.Resolvers"] = "The resolver keeps the stream.",
        ["IoPolicy"] = "Our own stream keeps the stream that it drops behind.",
        ["IoPolicy.CompilerServices"] = "Only generated code calls these.",
    };

    private static readonly Compilation DotNet = Source.Compile("");

    [Fact]
    public void Each_public_member_that_takes_a_stream_has_a_row_or_a_reason()
    {
        var members = new DotNetMembers();
        var taking = Types(DotNet.GlobalNamespace).SelectMany(TakingStream).ToList();
        Assert.True(taking.Count > 400, $"only {taking.Count} members take a stream");
        Assert.Empty(taking.Where(member => members.Find(member) is null && !IsMadeOver(member) && ReasonOf(member) is null).Select(DotNetMembers.NameOf));
    }

    [Fact]
    public void Each_reason_is_for_a_member_that_takes_a_stream()
    {
        var names = Types(DotNet.GlobalNamespace).SelectMany(TakingStream).SelectMany(static member => Scopes(member)).ToHashSet();
        Assert.All(ReasonsForNoRow.Keys, name => Assert.Contains(name, names));
    }

    [Theory]
    [InlineData("void M(Stream file) => System.Text.Json.JsonDocument.Parse(file);")]
    [InlineData("async Task M(Stream file) => await System.Text.Json.JsonDocument.ParseAsync(file);")]
    [InlineData("object? M(Stream file) => System.Text.Json.JsonSerializer.Deserialize<int[]>(file);")]
    [InlineData("async Task M(Stream file) => await System.Text.Json.JsonSerializer.DeserializeAsync<int[]>(file);")]
    [InlineData("void M(Stream file) => System.Text.Json.Nodes.JsonNode.Parse(file);")]
    [InlineData("void M(Stream file) => System.Xml.Linq.XDocument.Load(file);")]
    [InlineData("async Task M(Stream file) => await System.Xml.Linq.XDocument.LoadAsync(file, default, default);")]
    [InlineData("void M(Stream file) => System.Xml.Linq.XElement.Load(file);")]
    [InlineData("void M(Stream file) => new System.Xml.XmlDocument().Load(file);")]
    [InlineData("void M(Stream file) => new System.Xml.XPath.XPathDocument(file);")]
    [InlineData("void M(Stream file) { using var xml = System.Xml.XmlReader.Create(file); while (xml.Read()) { if (xml.NodeType == System.Xml.XmlNodeType.Element) { Console.WriteLine(xml.Name); } } }")]
    [InlineData("async Task M(Stream file) { var xml = System.Xml.XmlReader.Create(file); while (await xml.ReadAsync()) { } }")]
    [InlineData("byte[] M(Stream file, System.Security.Cryptography.HashAlgorithm hash) => hash.ComputeHash(file);")]
    [InlineData("async Task M(Stream file) { using var hash = System.Security.Cryptography.SHA512.Create(); await hash.ComputeHashAsync(file); }")]
    [InlineData("byte[] M(Stream file) => System.Security.Cryptography.SHA256.HashData(file);")]
    [InlineData("async Task M(Stream file) => await System.Security.Cryptography.SHA3_512.HashDataAsync(file);")]
    [InlineData("byte[] M(Stream file, byte[] key) => System.Security.Cryptography.HMACSHA256.HashData(key, file);")]
    [InlineData("byte[] M(Stream file) => System.Security.Cryptography.MD5.HashData(file);")]
    [InlineData("void M(Stream file) => System.Formats.Tar.TarFile.ExtractToDirectory(file, \"d\", true);")]
    [InlineData("void M(Stream file) => ZipFile.ExtractToDirectory(file, \"d\");")]
    [InlineData("object M(Stream file) => new System.Xml.Serialization.XmlSerializer(typeof(int)).Deserialize(file)!;")]
    public void A_parser_or_a_hash_reads_the_whole_file(string code) => Assert.Equal("whole", Bounds.Read(code));

    [Theory]
    [InlineData("unknown", "void M(Stream file) { using var zip = new ZipArchive(file); zip.GetEntry(\"x\"); }")]
    [InlineData("unknown", "void M(Stream file) { var xml = System.Xml.XmlReader.Create(file); xml.MoveToContent(); }")]
    [InlineData("unknown", "void M(Stream file) { var xml = System.Xml.XmlReader.Create(file); xml.Read(); }")]
    [InlineData("unknown", "void M(Stream file) { using var tar = new System.Formats.Tar.TarReader(file); tar.GetNextEntry(); }")]
    [InlineData("unknown", "void M(Stream file) { using var tar = new System.Formats.Tar.TarReader(file); while (tar.GetNextEntry() is { } entry) { } }")]
    [InlineData("unknown", "async Task M(Stream file) { using var tar = new System.Formats.Tar.TarReader(file); while (await tar.GetNextEntryAsync() is { } entry) { } }")]
    [InlineData("unknown", "async Task M(Stream file) { await foreach (var i in System.Text.Json.JsonSerializer.DeserializeAsyncEnumerable<int>(file)) { break; } }")]
    [InlineData("0", "void M(Stream file) => System.Text.Json.JsonSerializer.Serialize(file, 1);")]
    [InlineData("0", "void M(Stream file) => new System.Xml.Linq.XDocument().Save(file);")]
    [InlineData("1024", "byte[] M(FileStream file) { if (file.Length > 1024) { throw new IOException(); } return System.Security.Cryptography.SHA256.HashData(file); }")]
    [InlineData("4", "byte[] M(Stream file) { var b = new byte[4]; file.ReadExactly(b); return System.Security.Cryptography.SHA256.HashData(b); }")]
    public void Other_uses_have_no_bound_or_a_constant(string expected, string code) => Assert.Equal(expected, Bounds.Read(code));

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(static member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));

    private static IEnumerable<IMethodSymbol> TakingStream(INamedTypeSymbol type) => type.DeclaredAccessibility != Accessibility.Public
        ? []
        : type.GetMembers().OfType<IMethodSymbol>().Where(static method =>
            method is { DeclaredAccessibility: Accessibility.Public, MethodKind: MethodKind.Ordinary or MethodKind.Constructor }
            && method.Parameters.Any(static parameter => StreamTypes.Find(parameter.Type) is { Name: "Stream" }));

    private static bool IsMadeOver(IMethodSymbol member) =>
        member.MethodKind == MethodKind.Constructor && StreamTypes.Find(member.ContainingType) is { IsMadeOverStream: true, IsFileLike: true };

    private static string? ReasonOf(IMethodSymbol member) =>
        Scopes(member).Select(static scope => ReasonsForNoRow.GetValueOrDefault(scope)).FirstOrDefault(static reason => reason is not null);

    private static IEnumerable<string> Scopes(IMethodSymbol member)
    {
        var scope = member.ContainingNamespace.ToDisplayString();
        return [scope + "." + member.ContainingType.Name, scope];
    }
}
