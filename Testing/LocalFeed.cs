namespace IoPolicy.Testing;

/// <summary>The package of this very tree, for consumers that restore it.</summary>
public static class LocalFeed
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Packs it. One at a time on a machine: test projects run side by side, and packing builds into shared folders.</summary>
    /// <param name="version">The package's version.</param>
    /// <param name="folder">Where the nupkg goes.</param>
    public static void Pack(string version, string folder)
    {
        using var alone = Enter(Repository.PathOf("artifacts/pack.lock"));
        DotNet.Run(Repository.Root, "pack", "Package/Package.csproj", "--output", folder, $"-p:PackageVersion={version}").OrThrow();
    }

    /// <summary>.NET takes <c>flock</c> for a file that is shared with nobody; whoever holds it lets go of it when his process ends.</summary>
    private static FileStream Enter(string path)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (File.Exists(path))
            {
                Thread.Sleep(Pause);
            }
        }
    }
}
