using IoPolicy.Testing;

namespace Docs.Tests.Site;

/// <summary>The site, built once by the command that CONTRIBUTING.md tells.</summary>
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

        // docfx leaves pages of an earlier build where they are; they would be looked at like those of this one.
        Remove("artifacts/docfx");
        Remove(SiteFolder);
        Build = DotNet.Run(Repository.Root, Command.Split(' ')[1..]);
    }

    internal static string Root => Repository.PathOf(SiteFolder);

    /// <summary>Why there is no site; null: there should be one.</summary>
    internal string? SkipReason { get; }

    internal ProgramResult? Build { get; }

    /// <summary>The site's pages, read when first asked for.</summary>
    internal Lazy<IReadOnlyDictionary<string, SitePage>> Pages { get; } = new(() => SitePage.All(Root));

    private static string SiteFolder => "artifacts/site";

    private static void Remove(string folder)
    {
        if (Directory.Exists(Repository.PathOf(folder)))
        {
            Directory.Delete(Repository.PathOf(folder), recursive: true);
        }
    }
}
