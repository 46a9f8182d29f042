namespace Docs.Tests;

/// <summary>The target of a relative link.</summary>
/// <param name="Target">The file, relative to the root.</param>
/// <param name="Anchor">The anchor in the file; null if the link has none.</param>
internal readonly record struct LocalLink(string Target, string? Anchor)
{
    /// <param name="root">The root of all paths.</param>
    /// <param name="page">The page with the link, relative to the root.</param>
    /// <param name="link">The text of the link.</param>
    internal static LocalLink Of(string root, string page, string link)
    {
        var (path, anchor) = link.Split('#', 2) is [var before, var after] ? (before, after) : (link, null);
        return new LocalLink(
            path.Length == 0 ? page : Path.GetRelativePath(root, Path.GetFullPath(path, Path.GetDirectoryName(Path.Combine(root, page))!)),
            anchor);
    }
}
