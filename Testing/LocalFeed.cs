namespace IoPolicy.Testing;

/// <summary>Packs this working tree for test projects that restore the package.</summary>
public static class LocalFeed
{
    /// <summary>
    /// The option for a build without analyzers. They take half of the build time and do not change the assemblies, and the build of the
    /// solution has run them already.
    /// </summary>
    public const string WithoutAnalyzers = "-p:RunAnalyzers=false";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Packs a project while holding <see cref="Lock"/>.</summary>
    /// <param name="version">The package's version.</param>
    /// <param name="directory">The directory for the nupkg.</param>
    /// <param name="project">The directory of the project.</param>
    /// <param name="options">More options of <c>dotnet pack</c>.</param>
    public static void Pack(string version, string directory, string project = "Package", params IEnumerable<string> options)
    {
        using var held = Lock();
        DotNet.Run(Repository.Root, ["pack", project, "--output", directory, $"-p:PackageVersion={version}", WithoutAnalyzers, .. options]).OrThrow();
    }

    /// <summary>
    /// Waits until no other process packs. Test projects run in parallel, and packing builds into shared directories.
    /// .NET implements <see cref="FileShare.None"/> with <c>flock</c>, so the kernel releases the lock when the process that holds it ends.
    /// </summary>
    /// <returns>The lock; dispose of it to release it.</returns>
    public static IDisposable Lock()
    {
        var path = Repository.PathOf("artifacts/pack.lock");
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
