using IoPolicy.Testing;

[assembly: AssemblyFixture(typeof(Package.Tests.PackageFixture))]

namespace Package.Tests;

/// <summary>Packs the product once, into a folder that serves as a package source, and builds consumers against it.</summary>
public sealed class PackageFixture : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public PackageFixture()
    {
        // A version of its own: NuGet's global cache would serve an older package under a version that it has seen.
        Version = $"0.1.0-test.{DateTime.UtcNow:yyyyMMddHHmmssfff}";
        Feed = Directory.CreateDirectory(_scratch.File("feed")).FullName;
        DotNet.Run(Repository.Root, "pack", "Package/Package.csproj", "--output", Feed, $"-p:PackageVersion={Version}").OrThrow();
    }

    /// <summary>The version that consumers ask for.</summary>
    public string Version { get; }

    /// <summary>The folder with the nupkg.</summary>
    public string Feed { get; }

    /// <summary>The packed file.</summary>
    public string PackagePath => Path.Combine(Feed, $"IoPolicy.{Version}.nupkg");

    /// <summary>Copies a consumer project out of the tests, next to a configuration that knows this feed only.</summary>
    public string CopyConsumer(string name)
    {
        var folder = Directory.CreateDirectory(_scratch.File($"{name}-{Guid.NewGuid():N}")).FullName;
        foreach (var source in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Consumers", name)))
        {
            File.Copy(source, Path.Combine(folder, Path.GetFileName(source)));
        }

        // The consumer is a stranger: none of the repository's own settings may reach it.
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), $"<Project><PropertyGroup><IoPolicyVersion>{Version}</IoPolicyVersion></PropertyGroup></Project>");
        File.WriteAllText(Path.Combine(folder, "Directory.Build.targets"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, ".editorconfig"), "root = true\n");
        File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="feed" value="{Feed}" />
              </packageSources>
              <config>
                <add key="globalPackagesFolder" value="{_scratch.File("packages")}" />
              </config>
            </configuration>
            """);
        return folder;
    }

    public void Dispose() => _scratch.Dispose();
}
