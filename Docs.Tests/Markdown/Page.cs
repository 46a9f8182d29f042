using IoPolicy.Testing;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Docs.Tests.Markdown;

/// <summary>A page as its readers see it: its links, and the anchors of its headings as GitHub makes them.</summary>
internal sealed class Page
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    private static readonly string[] Passed = ["artifacts", "bin", "obj", "Fixtures", "TestResults"];

    private Page(string path)
    {
        Path = path;
        Document = Markdig.Markdown.Parse(File.ReadAllText(Repository.PathOf(path)), Pipeline);
    }

    /// <summary>From the repository's root.</summary>
    internal string Path { get; }

    internal MarkdownDocument Document { get; }

    internal IEnumerable<string> Links =>
        Document.Descendants<LinkInline>().Select(link => link.Url ?? "")
            .Concat(Document.Descendants<AutolinkInline>().Select(link => link.Url));

    internal IEnumerable<string> Anchors => Document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id ?? "");

    internal static Page Of(string path) => new(path);

    /// <summary>All pages that are ours, from the repository's root: not what the engine's fixtures came with.</summary>
    internal static IEnumerable<string> All() =>
        In(new DirectoryInfo(Repository.Root)).Select(file => System.IO.Path.GetRelativePath(Repository.Root, file.FullName)).Order(StringComparer.Ordinal);

    private static IEnumerable<FileInfo> In(DirectoryInfo folder) =>
        folder.EnumerateFiles("*.md").Concat(folder.EnumerateDirectories()
            .Where(inner => !inner.Name.StartsWith('.') && !Passed.Contains(inner.Name))
            .SelectMany(In));
}
