using System.Text.RegularExpressions;
using System.Xml.Linq;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// A library with a test project of its own, whose test is the one that docs/policy-map.md shows: it passes while each
/// method of each serializer has a policy, and names the one that has none.
/// </summary>
public sealed partial class TestedConsumerTests(PackageFixture package)
{
    [Fact]
    public void The_test_of_the_documentation_names_the_method_that_has_no_policy()
    {
        var directory = package.CopyConsumer("Tested", machineSources: true);
        var test = CSharp().Match(Repository.Read("docs/policy-map.md")).Groups[1].Value;
        File.WriteAllText(Path.Combine(directory, "Library.Tests", "PolicyTests.cs"), "using Library;\n" + test);

        var covered = Test(directory);
        Assert.SkipWhen(
            PackageIsOutOfReach().IsMatch(covered.Output),
            $"xunit can't be had here: {PackageIsOutOfReach().Match(covered.Output).Value.Trim()}");
        Assert.Matches(@"(?m)^\s*succeeded: 2\b", covered.OrThrow().Output);
        Assert.DoesNotContain("warning", covered.Output, StringComparison.Ordinal);

        var forgotten = Test(directory, "-p:DefineConstants=FORGOTTEN");
        Assert.False(forgotten.Succeeded);
        Assert.Matches(@"(?m)^\s*failed: 1\b", forgotten.Output);
        Assert.Contains("\"IndexSerializer.Save\"", forgotten.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("IndexSerializer.Load", forgotten.Output, StringComparison.Ordinal);
    }

    /// <summary>With the xunit that these tests run with.</summary>
    private static ProgramResult Test(string directory, params IEnumerable<string> options)
    {
        var version = XDocument.Load(Repository.PathOf("Directory.Packages.props")).Descendants("PackageVersion")
            .Single(static package => package.Attribute("Include")!.Value == "xunit.v3").Attribute("Version")!.Value;
        return DotNet.Run(directory, ["test", "--project", "Library.Tests", $"-p:XunitVersion={version}", "-p:NuGetAudit=false", .. options]);
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CSharp();

    // NU1101: no source has it. NU1102: not in this version. NU1301: the source does not answer.
    [GeneratedRegex(".*error NU1(101|102|301).*")]
    private static partial Regex PackageIsOutOfReach();
}
