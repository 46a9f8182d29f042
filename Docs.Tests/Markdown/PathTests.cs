using IoPolicy.Testing;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace Docs.Tests.Markdown;

/// <summary>Checks that each path in a code span of a page exists in the repository, so that a rename does not leave a stale page.</summary>
public sealed class PathTests
{
    /// <summary>Placeholders in file names. They occur in instructions for a new file.</summary>
    private static readonly string[] Placeholders = ["Name", "nnn"];

    // The build writes artifacts/, so a path in it may be missing while the site is built.
    private static readonly HashSet<string> TopDirectories = [.. Directory.GetDirectories(Repository.Root).Select(directory => Path.GetFileName(directory)!).Where(name => name != "artifacts")];

    public static TheoryData<string> Pages => LinkTests.Pages;

    [Theory]
    [MemberData(nameof(Pages))]
    public void Each_path_exists(string page) =>
        Assert.DoesNotContain(Page.Of(page).Document.Descendants<CodeInline>().Select(code => code.Content), span => IsPath(span) && !Exists(span));

    [Theory]
    [InlineData("Docs.Tests/Markdown/PathTests.cs", true)]
    [InlineData("Docs.Tests/Markdown/PathTests", true)]
    [InlineData("Docs.Tests/Markdown/", true)]
    [InlineData("Docs.Tests/Markdown/NameTests.cs", true)]
    [InlineData("docs/rules/IOPnnn.md", true)]
    [InlineData("Docs.Tests/Markdown/Missing.cs", false)]
    [InlineData("Docs.Tests/Missing/NameTests.cs", false)]
    public void A_path_exists_or_not(string path, bool exists)
    {
        Assert.True(IsPath(path));
        Assert.Equal(exists, Exists(path));
    }

    [Theory]
    [InlineData("MiB/s")]
    [InlineData("/proc/self/fd")]
    [InlineData("docs/charts/*.png")]
    [InlineData("Analyzers/ByteBounds and more")]
    public void Other_text_is_no_path(string text) => Assert.False(IsPath(text));

    /// <summary>Decides whether a code span is a path: it starts with a directory of the repository, and has no space or wildcard.</summary>
    private static bool IsPath(string span) =>
        span.Split('/', 2) is [var top, _] && TopDirectories.Contains(top) && !span.Any(character => character is ' ' or '*' or '…' or '<');

    /// <summary>A path may leave out the extension of a C# file. A path with a placeholder needs an existing directory.</summary>
    private static bool Exists(string path)
    {
        var full = Repository.PathOf(path);
        var checkedPath = Array.Exists(Placeholders, part => Path.GetFileName(path).Contains(part, StringComparison.Ordinal)) ? Path.GetDirectoryName(full) : full;
        return Path.Exists(checkedPath) || File.Exists(full + ".cs");
    }
}
