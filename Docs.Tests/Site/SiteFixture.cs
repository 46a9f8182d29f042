using IoPolicy.Testing;

namespace Docs.Tests.Site;

/// <summary>Builds the site once, by the command of CONTRIBUTING.md.</summary>
public sealed class SiteFixture
{
    internal const string Command = "dotnet docfx docfx.json --warningsAsErrors";

    public SiteFixture()
    {
        SkipReason = DotNet.MissingTool("docfx");
        if (SkipReason is not null)
        {
            return;
        }

        // docfx keeps pages of an earlier build, and the tests would read them too.
        Remove("artifacts/docfx");
        Remove(SiteDirectory);
        Build = DotNet.Run(Repository.Root, Command.Split(' ')[1..]);
    }

    internal static string Root => Repository.PathOf(SiteDirectory);

    /// <summary>The reason why the site cannot be built here; null if it can.</summary>
    internal string? SkipReason { get; }

    internal ProgramResult? Build { get; }

    /// <summary>The site's pages, read on first use.</summary>
    internal Lazy<IReadOnlyDictionary<string, SitePage>> Pages { get; } = new(() => SitePage.All(Root));

    private static string SiteDirectory => "artifacts/site";

    private static void Remove(string directory)
    {
        if (Directory.Exists(Repository.PathOf(directory)))
        {
            Directory.Delete(Repository.PathOf(directory), recursive: true);
        }
    }
}
