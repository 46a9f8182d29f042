namespace IoPolicy.Analyzers;

/// <summary>What the rules' descriptors share: their category and their pages.</summary>
internal static class RuleHelp
{
    internal const string Category = "IoPolicy";

    /// <summary>
    /// Where <c>docs/rules</c> is published; the package repeats the pages. Empty until the repository has a public
    /// address: a help link that leads nowhere, or to somebody else's domain, is worse than none.
    /// </summary>
    internal const string BaseUri = "";

    /// <summary>The page's place in the repository and in the package.</summary>
    internal static string PageOf(string id) => $"docs/rules/{id}.md";

    internal static string? UriOf(string id) => BaseUri.Length == 0 ? null : BaseUri + PageOf(id);
}
