namespace Package.Tests;

internal static class Repository
{
    /// <summary>The folder of Policy.sln, found upwards from the test's own.</summary>
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Policy.sln"))
            ? folder
            : Find(Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("Policy.sln is in no folder above the tests"));
}
