using System.ComponentModel;
using System.Reflection;
using IoPolicy;
using KvCache;

namespace Docs.Tests.Site;

/// <summary>Checks the site: it builds without a warning, each link has a target, and each member has a summary.</summary>
public sealed class SiteTests(SiteFixture site) : IClassFixture<SiteFixture>
{
    /// <summary>The members that the compiler adds to each record. No source has a comment for them, nor for a default constructor.</summary>
    private static readonly string[] OfEveryRecord =
        [".Equals(", ".GetHashCode", ".ToString", ".op_Equality(", ".op_Inequality(", ".Deconstruct("];

    private static readonly Type[] PublicTypes =
    [
        .. new[] { typeof(PageCache).Assembly, typeof(CacheDirectory).Assembly }
            .SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => type.GetCustomAttribute<EditorBrowsableAttribute>()?.State != EditorBrowsableState.Never),
    ];

    [Fact]
    public void The_site_builds_without_a_warning()
    {
        Require();
        Assert.True(site.Build!.Succeeded, site.Build.Output + site.Build.Error);
        Assert.Contains("0 warning(s)", site.Build.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_link_has_a_target()
    {
        var pages = Pages();
        var faults = pages.Values.SelectMany(page => page.Links.Select(link => Fault(pages, page, link))).OfType<string>().Distinct();
        Assert.True(!faults.Any(), string.Join('\n', faults));
    }

    [Fact]
    public void Every_public_type_has_a_page()
    {
        var pages = Pages();
        Assert.DoesNotContain(PublicTypes.Select(PageOf), page => !pages.ContainsKey(page));
    }

    [Fact]
    public void Every_type_and_member_has_a_summary()
    {
        var pages = Pages();
        var entries = PublicTypes.Select(PageOf).SelectMany(page => pages[page].Document.QuerySelectorAll("h1[data-uid], h3[data-uid]")).ToArray();

        // The summary is the first text after the heading of an entry.
        Assert.True(entries.Length > 300, $"There are {entries.Length} entries.");
        var withoutSummary = entries
            .Where(entry => Summary(entry) is not { Length: > 0 })
            .Select(entry => entry.GetAttribute("data-uid")!)
            .Where(uid => !Array.Exists(OfEveryRecord, name => uid.Contains(name, StringComparison.Ordinal)) && !uid.EndsWith(".#ctor", StringComparison.Ordinal) && !IsOfStream(uid));
        Assert.True(!withoutSummary.Any(), string.Join('\n', withoutSummary));
    }

    /// <summary>Decides whether a member overrides a member of .NET's streams. docfx does not inherit comments from .NET (its issue 6995).</summary>
    private static bool IsOfStream(string uid)
    {
        var member = uid.Split('(')[0];
        return PublicTypes.Any(type => type.IsSubclassOf(typeof(Stream)) && member.StartsWith(type.FullName + ".", StringComparison.Ordinal))
            && typeof(FileStream).GetMember(member[(member.LastIndexOf('.') + 1)..]).Length > 0;
    }

    private static string? Summary(AngleSharp.Dom.IElement entry)
    {
        for (var next = entry.NextElementSibling; next is not null && next.LocalName is not ("h1" or "h2" or "h3"); next = next.NextElementSibling)
        {
            if (next.ClassList.Contains("summary"))
            {
                return next.TextContent.Trim();
            }
        }

        return null;
    }

    private static string PageOf(Type type) => $"api/{type.FullName!.Replace('+', '.').Replace('`', '-')}.html";

    /// <summary>Gets the fault of a link; null if it has none. External sites are not contacted.</summary>
    private static string? Fault(IReadOnlyDictionary<string, SitePage> pages, SitePage page, string link)
    {
        if (link.StartsWith("https://", StringComparison.Ordinal))
        {
            return Uri.IsWellFormedUriString(link, UriKind.Absolute) ? null : $"{page.Path}: {link} is no address";
        }

        var (escaped, anchor) = LocalLink.Of(SiteFixture.Root, page.Path, link);
        var target = Uri.UnescapeDataString(escaped);
        return !File.Exists(Path.Combine(SiteFixture.Root, target)) ? $"{page.Path}: {link} leads to no file"
            : anchor is { Length: > 0 } && !(pages.TryGetValue(target, out var other) && other.Anchors.Contains(Uri.UnescapeDataString(anchor))) ? $"{page.Path}: {link} leads to no place in {target}"
            : null;
    }

    private IReadOnlyDictionary<string, SitePage> Pages()
    {
        Require();
        return site.Pages.Value;
    }

    private void Require() => Assert.SkipWhen(site.SkipReason is not null, site.SkipReason ?? "");
}
