using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Docs.Tests.Site;

/// <summary>A page of the built site.</summary>
internal sealed class SitePage
{
    private SitePage(string path, IDocument document)
    {
        Path = path;
        Document = document;
        Anchors = [.. document.QuerySelectorAll("[id]").Select(element => element.Id!), .. document.QuerySelectorAll("a[name]").Select(element => element.GetAttribute("name")!)];
    }

    /// <summary>The path, relative to the site's root.</summary>
    internal string Path { get; }

    internal IDocument Document { get; }

    internal HashSet<string> Anchors { get; }

    internal IEnumerable<string> Links =>
        Document.QuerySelectorAll("a[href], link[href]").Select(element => element.GetAttribute("href")!)
            .Concat(Document.QuerySelectorAll("img[src], script[src]").Select(element => element.GetAttribute("src")!));

    internal static IReadOnlyDictionary<string, SitePage> All(string root) =>
        Directory.EnumerateFiles(root, "*.html", SearchOption.AllDirectories)
            .Select(file => new SitePage(System.IO.Path.GetRelativePath(root, file), new HtmlParser().ParseDocument(File.ReadAllText(file))))
            .ToDictionary(page => page.Path);
}
