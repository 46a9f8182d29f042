using System.Reflection;

namespace IoPolicy.Analyzers;

/// <summary>The category and the help links of all rules.</summary>
internal static class RuleHelp
{
    internal const string Category = "IoPolicy";

    /// <summary>The directory of the compiler components in a package.</summary>
    private const string PackageDirectory = "/analyzers/dotnet/cs";

    private static readonly string? BaseUri = RepositoryBase(
            typeof(RuleHelp).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(static data => data.Key == "RepositoryUrl")?.Value,
            typeof(RuleHelp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion)
        ?? PackageBase(typeof(RuleHelp).Assembly.Location);

    /// <summary>Gets the path of a page in the repository and in the package.</summary>
    internal static string PageOf(string id) => $"docs/rules/{id}.md";

    /// <summary>Gets the address of a page; null if no address is known, because a dead link is worse than none.</summary>
    internal static string? UriOf(string id) => BaseUri is null ? null : BaseUri + PageOf(id);

    /// <summary>
    /// Gets the address of the commit's files on a host whose URL layout is known. The SDK adds the repository's address to an assembly
    /// only if the build sets PublishRepositoryUrl. It appends the commit to the version, after a plus sign.
    /// </summary>
    internal static string? RepositoryBase(string? repository, string? version)
    {
        var commit = version?.IndexOf('+') is int plus and >= 0 ? version.Substring(plus + 1) : "";
        if (commit.Length == 0
            || !Uri.TryCreate(repository, UriKind.Absolute, out var address)
            || address.Scheme != "https"
            || address.Host is not ("github.com" or "gitlab.com"))
        {
            return null;
        }

        var path = address.AbsoluteUri.TrimEnd('/');
        return $"{(path.EndsWith(".git", StringComparison.Ordinal) ? path.Substring(0, path.Length - 4) : path)}/blob/{commit}/";
    }

    /// <summary>
    /// Gets the address of the package's files on this machine. Null if the compiler loaded a copy of the assembly from outside the
    /// package.
    /// </summary>
    internal static string? PackageBase(string assembly)
    {
        var path = assembly.Replace('\\', '/');
        var end = path.LastIndexOf(PackageDirectory + "/", StringComparison.Ordinal);
        return end > 0 && path.IndexOf('/', end + PackageDirectory.Length + 1) < 0 ? new Uri(path.Substring(0, end + 1)).AbsoluteUri : null;
    }
}
