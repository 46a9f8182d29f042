namespace Generators.Tests.Infrastructure;

/// <summary>Files of the repository that the tests run in.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    public static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !System.IO.File.Exists(Path.Combine(folder, "Policy.sln")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new InvalidOperationException($"No Policy.sln above '{AppContext.BaseDirectory}'.");
    }
}
