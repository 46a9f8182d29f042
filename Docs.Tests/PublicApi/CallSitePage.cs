using Docs.Tests.Markdown;
using IoPolicy.Testing;
using Markdig.Syntax;

namespace Docs.Tests.PublicApi;

/// <summary>A piece of code with its title: a region of <see cref="CallSites"/>, or a section of the page.</summary>
internal sealed record CallSite(string Title, string Code);

/// <summary>Reads the page <c>docs/public-api.md</c>, and the compiled code that the page quotes.</summary>
internal static class CallSitePage
{
    internal const string Path = "docs/public-api.md";

    private const string Source = "Docs.Tests/PublicApi/CallSites.cs";
    private const string Begin = "    #region ";
    private const string End = "    #endregion";

    /// <summary>Gets the regions of the source in order, without the indentation of the class.</summary>
    internal static IReadOnlyList<CallSite> Compiled()
    {
        var sites = new List<CallSite>();
        var lines = Repository.Read(Source).Split('\n');
        for (var begin = 0; (begin = Array.FindIndex(lines, begin, line => line.StartsWith(Begin, StringComparison.Ordinal))) >= 0;)
        {
            var end = Array.IndexOf(lines, End, begin);
            var code = lines[(begin + 1)..end].Select(line => line.Length == 0 ? line : line[4..]);
            sites.Add(new CallSite(lines[begin][Begin.Length..], string.Join('\n', code)));
            begin = end;
        }

        return sites;
    }

    /// <summary>Gets the page's sections with code, in order.</summary>
    internal static IReadOnlyList<CallSite> Shown()
    {
        var sites = new List<CallSite>();
        var title = "";
        foreach (var block in Page.Of(Path).Document)
        {
            if (block is HeadingBlock { Inline: { } heading })
            {
                title = string.Concat(heading.Select(inline => inline.ToString()));
            }
            else if (block is FencedCodeBlock { Info: "csharp" } fence)
            {
                sites.Add(new CallSite(title, string.Join('\n', fence.Lines.Lines.Take(fence.Lines.Count).Select(line => line.ToString()))));
            }
        }

        return sites;
    }
}
