using IoPolicy.Testing;

[assembly: AssemblyFixture(typeof(Package.Tests.Infrastructure.PackageFixture))]

namespace Package.Tests.Infrastructure;

/// <summary>Packs IoPolicy once, into a directory that serves as a package source (the feed), and builds consumers that use it.</summary>
public sealed class PackageFixture : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly Lazy<OtherPackages> _others;
    private readonly Lazy<ConsumerBuilds> _consumers;

    public PackageFixture()
    {
        _others = new(() => new OtherPackages(this));
        _consumers = new(() => new ConsumerBuilds(this));

        // A unique version, because NuGet's global cache would serve an older package for a known version.
        Version = $"1.0.0-test.{DateTime.UtcNow:yyyyMMddHHmmssfff}";
        Feed = Directory.CreateDirectory(_scratch.File("feed")).FullName;
        LocalFeed.Pack(Version, Feed);
    }

    /// <summary>The version of the packages, which the consumers reference.</summary>
    public string Version { get; }

    /// <summary>The directory with the nupkg.</summary>
    public string Feed { get; }

    /// <summary>The other packages, in the same feed.</summary>
    internal OtherPackages Others => _others.Value;

    /// <summary>The consumers that need one plain build.</summary>
    internal ConsumerBuilds Consumers
    {
        get
        {
            _ = Others;
            return _consumers.Value;
        }
    }

    private static string MachinePackages =>
        Environment.GetEnvironmentVariable("NUGET_PACKAGES")
        ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <summary>The path of the package IoPolicy.</summary>
    public string PackagePath => Path.Combine(Feed, $"IoPolicy.{Version}.nupkg");

    /// <summary>
    /// Copies a consumer to a new directory, with a NuGet configuration whose only source is this feed. With
    /// <paramref name="machineSources"/>, the machine's own sources and the packages in its cache serve too.
    /// </summary>
    /// <param name="name">The name of the consumer.</param>
    /// <param name="machineSources">Whether the machine's own sources serve too.</param>
    /// <param name="properties">MSBuild properties of the consumer, as XML.</param>
    public string CopyConsumer(string name, bool machineSources = false, string properties = "")
    {
        var directory = Directory.CreateDirectory(_scratch.File($"{name}-{Guid.NewGuid():N}")).FullName;
        var origin = Path.Combine(AppContext.BaseDirectory, "Consumers", name);
        foreach (var source in Directory.EnumerateFiles(origin, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(directory, Path.GetRelativePath(origin, source));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(source, copy);
        }

        // The repository's own build settings must not apply to the consumer. The analyzers of the SDK check the Serializer consumer only
        // (ConsumerBuilds), because they take as long as the rest of a small build.
        const string WithoutPlatformAnalyzers = "<EnableNETAnalyzers>false</EnableNETAnalyzers>";
        File.WriteAllText(Path.Combine(directory, "Directory.Build.props"), $"<Project><PropertyGroup><IoPolicyVersion>{Version}</IoPolicyVersion>{WithoutPlatformAnalyzers}{properties}</PropertyGroup></Project>");
        File.WriteAllText(Path.Combine(directory, "Directory.Build.targets"), "<Project />");
        File.WriteAllText(Path.Combine(directory, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(directory, ".editorconfig"), "root = true\n");
        File.WriteAllText(Path.Combine(directory, "nuget.config"), $"""
            <configuration>
              <packageSources>
                {(machineSources ? "" : "<clear />")}
                <add key="feed" value="{Feed}" />
              </packageSources>
              <fallbackPackageFolders>
                {(machineSources && Directory.Exists(MachinePackages) ? $"""<add key="machine" value="{MachinePackages}" />""" : "<clear />")}
              </fallbackPackageFolders>
              <config>
                <add key="globalPackagesFolder" value="{_scratch.File("packages")}" />
              </config>
            </configuration>
            """);
        return directory;
    }

    /// <summary>Gets the path of a file beside the consumers.</summary>
    internal string NewFile(string name) => _scratch.File(name);

    public void Dispose() => _scratch.Dispose();
}
