using System.IO.Compression;
using System.Xml.Linq;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Checks the files and the dependencies of the package IoPolicy.</summary>
public sealed class PackageContentTests(PackageFixture package)
{
    [Fact]
    public void The_package_holds_exactly_these_files()
    {
        using var archive = ZipFile.OpenRead(package.PackagePath);
        var entries = archive.Entries
            .Select(entry => entry.FullName)
            .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal)
                && !name.StartsWith("package/", StringComparison.Ordinal)
                && name != "[Content_Types].xml")
            .Order(StringComparer.Ordinal);

        Assert.Equal(
            [
                "IoPolicy.nuspec",
                "LICENSE",
                "README.md",
                "analyzers/dotnet/cs/IoPolicy.Analyzers.dll",
                "analyzers/dotnet/cs/IoPolicy.CodeFixes.dll",
                "analyzers/dotnet/cs/IoPolicy.Generators.dll",
                "build/netstandard2.0/IoPolicy.props",
                "build/netstandard2.0/IoPolicy.targets",
                "buildTransitive/netstandard2.0/IoPolicy.props",
                "buildTransitive/netstandard2.0/IoPolicy.targets",
                .. Directory.GetFiles(Repository.PathOf("docs/rules")).Select(static page => "docs/rules/" + Path.GetFileName(page)).Order(StringComparer.Ordinal),
                "icon.png",
                "lib/net10.0/IoPolicy.dll",
                "lib/net10.0/IoPolicy.xml",
                "lib/net8.0/IoPolicy.dll",
                "lib/net8.0/IoPolicy.xml",
                "lib/netstandard2.0/IoPolicy.dll",
                "lib/netstandard2.0/IoPolicy.xml",
            ],
            entries);
    }

    [Fact]
    public void The_package_depends_on_nothing()
    {
        using var archive = ZipFile.OpenRead(package.PackagePath);
        using var nuspec = archive.GetEntry("IoPolicy.nuspec")!.Open();

        Assert.DoesNotContain(XDocument.Load(nuspec).Descendants(), element => element.Name.LocalName == "dependency");
    }
}
