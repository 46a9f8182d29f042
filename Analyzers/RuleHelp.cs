namespace IoPolicy.Analyzers;

/// <summary>The category and the help links of all rules.</summary>
internal static class RuleHelp
{
    internal const string Category = "IoPolicy";

    /// <summary>
    /// The address of the repository's files. Empty until the repository has a public address, because a dead link is worse than
    /// none. The package contains the pages too.
    /// </summary>
    internal const string BaseUri = "";

    /// <summary>Gets the path of a page in the repository and in the package.</summary>
    internal static string PageOf(string id) => $"docs/rules/{id}.md";

    internal static string? UriOf(string id) => BaseUri.Length == 0 ? null : BaseUri + PageOf(id);
}
