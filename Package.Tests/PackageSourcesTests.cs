using System.IO.Compression;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text;
using System.Text.Json;
using System.Xml.Linq;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Checks that a commit gives the same assemblies in any directory, and that a debugger finds each source of a package.</summary>
[Collection(SharedClones.Name)]
public sealed class PackageSourcesTests(ClonedPackagesFixture clones)
{
    // The ids of two kinds of custom debug information in the portable PDB format.
    private static readonly Guid SourceLink = new("CC110556-A091-4D38-9FEC-25AB9A351A6A");
    private static readonly Guid EmbeddedSource = new("0E8A571B-6926-466E-B4AD-8AB04611F5FE");

    [Fact]
    public void Two_clones_in_two_directories_make_the_same_assemblies()
    {
        clones.SkipWithoutRepository();
        var (first, second) = (Assemblies(clones.Packages[0]), Assemblies(clones.Packages[1]));
        Assert.Equal(6, first.Count);
        Assert.Equal(first.Keys, second.Keys);
        Assert.All(first, pair => Assert.True(pair.Value.AsSpan().SequenceEqual(second[pair.Key]), $"{pair.Key} differs"));
    }

    [Fact]
    public void The_nuspec_names_the_commit_and_the_remote()
    {
        clones.SkipWithoutRepository();
        using var archive = ZipFile.OpenRead(clones.Packages[0]);
        using var nuspec = archive.GetEntry("IoPolicy.nuspec")!.Open();
        var repository = Assert.Single(XDocument.Load(nuspec).Descendants(), static element => element.Name.LocalName == "repository");
        Assert.Equal("git", repository.Attribute("type")?.Value);
        Assert.Equal(clones.Commit, repository.Attribute("commit")?.Value);
        Assert.StartsWith(ClonedPackagesFixture.Remote, repository.Attribute("url")?.Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_source_is_linked_to_the_commit_or_is_in_the_symbols()
    {
        clones.SkipWithoutRepository();
        Assert.All(Assemblies(clones.Packages[0]), assembly =>
        {
            using var image = new PEReader(new MemoryStream(assembly.Value));
            var embedded = image.ReadDebugDirectory().Single(static entry => entry.Type == DebugDirectoryEntryType.EmbeddedPortablePdb);
            using var provider = image.ReadEmbeddedPortablePdbDebugDirectoryData(embedded);
            var symbols = provider.GetMetadataReader();

            var link = symbols.GetBlobBytes(Assert.Single(Information(symbols, EntityHandle.ModuleDefinition, SourceLink)));
            var documents = JsonDocument.Parse(Encoding.UTF8.GetString(link)).RootElement.GetProperty("documents");
            Assert.Equal(
                $"https://raw.githubusercontent.com/example/example/{clones.Commit}/*",
                documents.GetProperty("/_/*").GetString());

            Assert.NotEmpty(symbols.Documents);
            Assert.All(symbols.Documents, handle =>
            {
                var path = symbols.GetString(symbols.GetDocument(handle).Name);
                Assert.True(
                    (path.StartsWith("/_/", StringComparison.Ordinal) && clones.Tracked.Contains(path[3..]))
                    || Information(symbols, handle, EmbeddedSource).Any(),
                    $"{assembly.Key}: no debugger finds {path}");
            });
        });
    }

    private static IEnumerable<BlobHandle> Information(MetadataReader symbols, EntityHandle parent, Guid kind) =>
        symbols.GetCustomDebugInformation(parent)
            .Select(symbols.GetCustomDebugInformation)
            .Where(information => symbols.GetGuid(information.Kind) == kind)
            .Select(static information => information.Value);

    private static SortedDictionary<string, byte[]> Assemblies(string package)
    {
        var assemblies = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        using var archive = ZipFile.OpenRead(package);
        foreach (var entry in archive.Entries.Where(static entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)))
        {
            using var stream = entry.Open();
            using var bytes = new MemoryStream();
            stream.CopyTo(bytes);
            assemblies.Add(entry.FullName, bytes.ToArray());
        }

        return assemblies;
    }
}
