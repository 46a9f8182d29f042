namespace Docs.Tests;

/// <summary>Where a relative link leads.</summary>
/// <param name="Target">The file, from the root.</param>
/// <param name="Anchor">The place in it; null: none is named.</param>
internal readonly record struct LocalLink(string Target, string? Anchor)
{
    /// <param name="root">The folder that paths begin in.</param>
    /// <param name="page">The page that the link stands on, from the root.</param>
    /// <param name="link">As it stands there.</param>
    internal static LocalLink Of(string root, string page, string link)
    {
        var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        return new LocalLink(
            path.Length == 0 ? page : Path.GetRelativePath(root, Path.GetFullPath(path, Path.GetDirectoryName(Path.Combine(root, page))!)),
            anchor);
    }
}
