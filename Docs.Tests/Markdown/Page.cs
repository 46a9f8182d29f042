using IoPolicy.Testing;
using Markdig;
using Markdig.Extensions.AutoIdentifiers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Docs.Tests.Markdown;

/// <summary>A Markdown page, with its links and the anchors that GitHub gives its headings.</summary>
internal sealed class Page
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .UsePipeTables()
        .UseAutoIdentifiers(AutoIdentifierOptions.GitHub)
        .Build();

    private static readonly string[] SkippedDirectories = ["artifacts", "bin", "obj", "Fixtures", "TestResults"];

    private Page(string path)
    {
        Path = path;
        Document = Markdig.Markdown.Parse(File.ReadAllText(Repository.PathOf(path)), Pipeline);
    }

    /// <summary>The path, relative to the repository root.</summary>
    internal string Path { get; }

    internal MarkdownDocument Document { get; }

    internal IEnumerable<string> Links =>
        Document.Descendants<LinkInline>().Select(link => link.Url ?? "")
            .Concat(Document.Descendants<AutolinkInline>().Select(link => link.Url));

    internal IEnumerable<string> Anchors => Document.Descendants<HeadingBlock>().Select(heading => heading.GetAttributes().Id ?? "");

    internal static Page Of(string path) => new(path);

    /// <summary>Gets the paths of all pages of the repository, except build output, fixtures and hidden directories.</summary>
    internal static IEnumerable<string> All() =>
        In(new DirectoryInfo(Repository.Root)).Select(file => System.IO.Path.GetRelativePath(Repository.Root, file.FullName)).Order(StringComparer.Ordinal);

    private static IEnumerable<FileInfo> In(DirectoryInfo directory) =>
        directory.EnumerateFiles("*.md").Concat(directory.EnumerateDirectories()
            .Where(inner => !inner.Name.StartsWith('.') && !SkippedDirectories.Contains(inner.Name))
            .SelectMany(In));
}
