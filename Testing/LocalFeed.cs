namespace IoPolicy.Testing;

/// <summary>Packs this working tree for test projects that restore the package.</summary>
public static class LocalFeed
{
    /// <summary>Analyzers change no byte of an assembly, and they take half of the time. The build of the solution has run them.</summary>
    public const string WithoutAnalyzers = "-p:RunAnalyzers=false";

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <summary>Packs a project while holding <see cref="Lock"/>.</summary>
    /// <param name="version">The package's version.</param>
    /// <param name="directory">The directory for the nupkg.</param>
    /// <param name="project">The directory of the project.</param>
    /// <param name="options">More options of the command.</param>
    public static void Pack(string version, string directory, string project = "Package", params IEnumerable<string> options)
    {
        using var held = Lock();
        DotNet.Run(Repository.Root, ["pack", project, "--output", directory, $"-p:PackageVersion={version}", WithoutAnalyzers, .. options]).OrThrow();
    }

    /// <summary>
    /// Waits until no other process packs. Test projects run in parallel, and packing builds into shared directories.
    /// .NET implements <see cref="FileShare.None"/> with <c>flock</c>, so the kernel releases the lock when its holder dies.
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
