namespace IoPolicy.Testing;

/// <summary>The working tree that the tests were built from.</summary>
public static class Repository
{
    /// <summary>The folder of Policy.sln, found upwards from the test's own.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The full path of a file or folder, from the root.</summary>
    public static string PathOf(string path) => Path.Combine(Root, path);

    /// <summary>A text file, from the root, with lines that end in <c>\n</c>.</summary>
    public static string Read(string path) => File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n");

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Policy.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Policy.sln is in no folder above the tests"));
}
