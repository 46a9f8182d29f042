namespace Analyzers.Tests.Support;

/// <summary>The repository that the tests run in.</summary>
internal static class Repository
{
    private static readonly string Root = Find();

    internal static string PathOf(string path) => Path.Combine(Root, path);

    internal static string Read(string path) => File.ReadAllText(PathOf(path)).ReplaceLineEndings("\n");

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Policy.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
