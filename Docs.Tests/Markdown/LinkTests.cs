using IoPolicy.Testing;

namespace Docs.Tests.Markdown;

/// <summary>Checks that every link of a page has a target, on disk and on a host that shows the repository.</summary>
public sealed class LinkTests
{
    public static TheoryData<string> Pages => [.. Page.All()];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_link_has_a_target(string page) =>
        Assert.Empty(Page.Of(page).Links.Select(link => Fault(page, link)).OfType<string>());

    [Fact]
    public void The_pages_for_newcomers_are_checked() =>
        Assert.Superset(
            new HashSet<string> { "README.md", "CHANGELOG.md", "CONTRIBUTING.md", "docs/architecture.md", "docs/tutorial.md", "docs/rules/IOP101.md" },
            Page.All().ToHashSet());

    [Theory]
    [InlineData("nowhere.md")]
    [InlineData("../README.md#no-such-heading")]
    [InlineData("#no-such-heading")]
    [InlineData("/README.md")]
    [InlineData("http://example.org/")]
    [InlineData("https://")]
    [InlineData("")]
    public void A_link_without_a_target_has_a_fault(string link) => Assert.NotNull(Fault("docs/architecture.md", link));

    [Theory]
    [InlineData("kernel.md")]
    [InlineData("../README.md#the-demo")]
    [InlineData("#architecture")]
    [InlineData("rules/")]
    [InlineData("https://www.kernel.org/doc/html/latest/")]
    public void A_link_with_a_target_has_no_fault(string link) => Assert.Null(Fault("docs/architecture.md", link));

    /// <summary>Gets the fault of a link; null if it has none. External sites are not contacted.</summary>
    private static string? Fault(string page, string link)
    {
        if (link.Contains("://", StringComparison.Ordinal))
        {
            return Uri.TryCreate(link, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps ? null : $"{link}: no https address";
        }

        if (link.Length == 0 || link.StartsWith('/'))
        {
            return $"'{link}': no relative link";
        }

        var (target, anchor) = LocalLink.Of(Repository.Root, page, link);
        return !Path.Exists(Repository.PathOf(target)) ? $"{link}: there is no {target}"
            : anchor is not null && !Page.Of(target).Anchors.Contains(anchor) ? $"{link}: {target} has no heading of that name"
            : null;
    }
}
