using Analyzers.Tests.Infrastructure;
using IoPolicy.Analyzers.ByteBounds.DotNet;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.ByteBounds;

/// <summary>Compares <see cref="DotNetMemberTable"/> with .NET itself. The tests fail if a new version of .NET adds a member that has no row.</summary>
public sealed class DotNetMemberTableTests
{
    private static readonly Compilation DotNet = Source.Compile("");

    private static readonly string[] DescribedTypes =
    [
        "System.IO.Stream", "System.IO.FileStream", "System.IO.BufferedStream", "System.IO.RandomAccess", "System.IO.BinaryReader", "System.IO.BinaryWriter",
        "System.IO.TextReader", "System.IO.TextWriter", "System.IO.StreamReader", "System.IO.StreamWriter", "System.IO.File", "System.IDisposable", "System.IAsyncDisposable",
        "System.IO.MemoryMappedFiles.MemoryMappedFile", "System.IO.Pipelines.PipeReader", "System.IO.Pipelines.PipeWriter",
        "System.Collections.Generic.IEnumerable`1", "System.Collections.IEnumerator", "System.Collections.Generic.IEnumerator`1", "System.Linq.Enumerable",
        "System.Collections.Generic.IAsyncEnumerable`1", "System.Collections.Generic.IAsyncEnumerator`1",
        "System.Xml.XmlReader", "System.Formats.Tar.TarReader",
        "Microsoft.Win32.SafeHandles.SafeFileHandle", "System.Runtime.InteropServices.SafeHandle",
    ];

    [Theory]
    [InlineData("System.IO.Stream")]
    [InlineData("System.IO.FileStream")]
    [InlineData("System.IO.BufferedStream")]
    [InlineData("System.IO.RandomAccess")]
    [InlineData("System.IO.BinaryReader")]
    [InlineData("System.IO.BinaryWriter")]
    [InlineData("System.IO.TextReader")]
    [InlineData("System.IO.TextWriter")]
    [InlineData("System.IO.StreamReader")]
    [InlineData("System.IO.StreamWriter")]
    [InlineData("System.IO.File")]
    [InlineData("System.IO.Pipelines.PipeReader")]
    [InlineData("System.IO.Pipelines.PipeWriter")]
    public void Each_public_member_has_a_row(string type)
    {
        var members = new DotNetMembers();
        var without = Members(type).Where(member => members.Find(member) is null).Select(DotNetMembers.NameOf).Where(static name => !HasNoFile(name));
        Assert.Empty(without);
    }

    [Fact]
    public void Each_way_to_map_a_file_has_a_row()
    {
        var members = new DotNetMembers();
        var mapping = Members("System.IO.MemoryMappedFiles.MemoryMappedFile").OfType<IMethodSymbol>()
            .Where(static method => method.Parameters.Any(static parameter => StreamTypes.IsFileLike(parameter.Type) || parameter.Name == "path")).ToList();
        Assert.NotEmpty(mapping);
        Assert.All(mapping, method => Assert.True(members.Find(method) is { Effect.Escapes: true }, DotNetMembers.NameOf(method)));
    }

    [Fact]
    public void Each_row_names_a_member_of_DotNet_and_its_parameters()
    {
        var names = DescribedTypes
            .SelectMany(Members)
            .ToLookup(DotNetMembers.NameOf);
        foreach (var row in DotNetMemberTable.Rows)
        {
            var member = names[row.Member].FirstOrDefault();
            Assert.True(member is not null, $"there is no {row.Member}");
            var parameters = (member as IMethodSymbol)?.Parameters.Select(static parameter => parameter.Name).ToList() ?? [];
            foreach (var name in new[] { row.File, row.Into, row.Read.Argument, row.Read.Buffer, row.Written.Argument, row.Written.Buffer })
            {
                Assert.True(name is null || parameters.Contains(name), $"{row.Member} has no parameter {name}, but {string.Join(", ", parameters)}");
            }
        }
    }

    [Fact]
    public void No_member_has_two_rows() =>
        Assert.Equal(DotNetMemberTable.Rows.Count, DotNetMemberTable.Rows.Select(static row => row.Member).Distinct().Count());

    /// <summary>Whether the member needs no row: it receives no file, and returns a writer or reader over other objects.</summary>
    private static bool HasNoFile(string name) => name is
        "TextWriter.CreateBroadcasting(TextWriter[])" or "PipeReader.Create(ReadOnlySequence<byte>)";

    private static IEnumerable<ISymbol> Members(string type) => DotNet.GetTypeByMetadataName(type)!.GetMembers().Where(static member =>
        member.DeclaredAccessibility == Accessibility.Public && member is IMethodSymbol { MethodKind: MethodKind.Ordinary } or IPropertySymbol);
}
