using System.IO.Compression;
using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>Packs the engine, its command line and the analyzers once, into the feed of the main package.</summary>
internal sealed class OtherPackages
{
    private readonly PackageFixture _package;

    internal OtherPackages(PackageFixture package)
    {
        _package = package;
        LocalFeed.Pack(package.Version, package.Feed, "Analyzers");
        LocalFeed.Pack(package.Version, package.Feed, "Kv");

        // A release passes the address of the repository. As an attribute of the assemblies, the address would compile the engine and all
        // that it references again, and so would the next pack without it.
        LocalFeed.Pack(package.Version, package.Feed, "Engine", "-p:RepositoryUrl=" + ClonedPackagesFixture.Remote, "-p:GenerateRepositoryUrlAttribute=false");
    }

    /// <summary>Opens a package by its id.</summary>
    internal ZipArchive Open(string id) => ZipFile.OpenRead(Path.Combine(_package.Feed, $"{id}.{_package.Version}.nupkg"));

    /// <summary>Gets the files of a package, without those that describe the archive itself.</summary>
    internal IReadOnlyList<string> EntriesOf(string id)
    {
        using var archive = Open(id);
        return
        [
            .. archive.Entries.Select(static entry => entry.FullName)
                .Where(static name => !name.StartsWith("_rels/", StringComparison.Ordinal)
                    && !name.StartsWith("package/", StringComparison.Ordinal)
                    && name != "[Content_Types].xml")
                .Order(StringComparer.Ordinal),
        ];
    }
}
