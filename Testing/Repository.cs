namespace IoPolicy.Testing;

/// <summary>The working tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The directory of Policy.sln, in or above the test's own directory.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>Gets the full path of a file or directory, given relative to the root.</summary>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>Reads a text file, given relative to the root, with <c>\n</c> line ends.</summary>
    public static string Read(string path) => File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n");

    private static string Find(string directory) =>
        File.Exists(Path.Combine(directory, "Policy.sln"))
            ? directory
            : Find(Path.GetDirectoryName(directory) ?? throw new DirectoryNotFoundException("Policy.sln is in no directory above the tests"));
}
