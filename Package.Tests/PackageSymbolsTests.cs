using System.IO.Compression;
using System.Reflection.PortableExecutable;
using System.Xml.Linq;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Checks the symbols and the metadata of the package.</summary>
public sealed class PackageSymbolsTests(PackageFixture package)
{
    [Fact]
    public void Every_assembly_is_deterministic_and_holds_its_symbols()
    {
        using var archive = ZipFile.OpenRead(package.PackagePath);
        var assemblies = archive.Entries.Where(static entry => entry.FullName.EndsWith(".dll", StringComparison.Ordinal)).ToList();
        Assert.Equal(6, assemblies.Count);
        Assert.All(assemblies, static entry =>
        {
            using var image = new MemoryStream();
            using (var stream = entry.Open())
            {
                stream.CopyTo(image);
            }

            image.Position = 0;
            using var reader = new PEReader(image);
            var kinds = reader.ReadDebugDirectory().Select(static debug => debug.Type).ToList();
            Assert.Contains(DebugDirectoryEntryType.Reproducible, kinds);
            Assert.Contains(DebugDirectoryEntryType.EmbeddedPortablePdb, kinds);
        });
    }

    [Fact]
    public void The_nuspec_names_the_license_the_readme_and_the_icon()
    {
        using var archive = ZipFile.OpenRead(package.PackagePath);
        using var reader = new StreamReader(archive.GetEntry("IoPolicy.nuspec")!.Open());
        var nuspec = reader.ReadToEnd();
        Assert.Contains("<license type=\"expression\">MIT</license>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<readme>README.md</readme>", nuspec, StringComparison.Ordinal);
        Assert.Contains("<icon>icon.png</icon>", nuspec, StringComparison.Ordinal);
    }

    /// <summary>The remote of a clone can be a private directory or host, so the package names it only if a release requests it (PublishRepositoryUrl).</summary>
    [Fact]
    public void The_nuspec_of_an_ordinary_pack_names_no_address()
    {
        using var archive = ZipFile.OpenRead(package.PackagePath);
        using var nuspec = archive.GetEntry("IoPolicy.nuspec")!.Open();
        Assert.DoesNotContain(
            XDocument.Load(nuspec).Descendants().Attributes(),
            static attribute => attribute.Name.LocalName is "url" or "branch");
    }
}
