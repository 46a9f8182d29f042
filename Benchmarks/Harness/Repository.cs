namespace IoPolicy.Benchmarks.Harness;

/// <summary>The working tree that this program was built from: its documents are written, and its sources are measured.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find();

    internal static string File(string path) => Path.Combine(Root, path);

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(folder.FullName, "Policy.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("The benchmarks run from a working tree, and there is no Policy.sln above the program.");
    }
}
