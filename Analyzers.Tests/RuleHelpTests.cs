using IoPolicy.Analyzers;

namespace Analyzers.Tests;

/// <summary>A help link leads to the page at the published commit. If the commit or the host is unknown, it leads to the page in the package.</summary>
public sealed class RuleHelpTests
{
    [Theory]
    [InlineData("https://github.com/example/example", "1.0.0+abc", "https://github.com/example/example/blob/abc/")]
    [InlineData("https://github.com/example/example.git", "1.0.0-rc.1+abc", "https://github.com/example/example/blob/abc/")]
    [InlineData("https://github.com/example/example/", "1.0.0+abc", "https://github.com/example/example/blob/abc/")]
    [InlineData("https://gitlab.com/group/sub/example.git", "1.0.0+abc", "https://gitlab.com/group/sub/example/blob/abc/")]
    public void A_published_repository_has_the_page_of_the_commit(string repository, string version, string expected) =>
        Assert.Equal(expected, RuleHelp.RepositoryBase(repository, version));

    [Theory]
    [InlineData(null, "1.0.0+abc")]
    [InlineData("", "1.0.0+abc")]
    [InlineData("https://github.com/example/example", "1.0.0")]
    [InlineData("https://github.com/example/example", "1.0.0+")]
    [InlineData("https://github.com/example/example", null)]
    [InlineData("https://git.example.org/example/example", "1.0.0+abc")]
    [InlineData("ssh://git@github.com/example/example", "1.0.0+abc")]
    [InlineData("../example", "1.0.0+abc")]
    public void An_unknown_commit_or_host_has_no_page(string? repository, string? version) =>
        Assert.Null(RuleHelp.RepositoryBase(repository, version));

    [Theory]
    [InlineData("/home/user/.nuget/packages/iopolicy/1.0.0/analyzers/dotnet/cs/IoPolicy.Analyzers.dll", "file:///home/user/.nuget/packages/iopolicy/1.0.0/")]
    [InlineData(@"C:\Users\user\.nuget\packages\iopolicy\1.0.0\analyzers\dotnet\cs\IoPolicy.Analyzers.dll", "file:///C:/Users/user/.nuget/packages/iopolicy/1.0.0/")]
    [InlineData("/with space/analyzers/dotnet/cs/IoPolicy.Analyzers.dll", "file:///with%20space/")]
    public void The_link_in_a_package_leads_to_its_own_page(string assembly, string expected) => Assert.Equal(expected, RuleHelp.PackageBase(assembly));

    [Theory]
    [InlineData("")]
    [InlineData("/tmp/copy/IoPolicy.Analyzers.dll")]
    [InlineData("/packages/analyzers/dotnet/cs/deeper/IoPolicy.Analyzers.dll")]
    public void An_assembly_outside_a_package_has_no_page(string assembly) => Assert.Null(RuleHelp.PackageBase(assembly));
}
