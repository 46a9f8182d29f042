using System.Text.RegularExpressions;
using System.Xml.Linq;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// Builds a library and its test project, with the test that docs/policy-map.md shows. That test passes if each method of each
/// serializer has a policy. Otherwise it names the methods without a policy.
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
            UnavailablePackage().IsMatch(covered.Output),
            $"xunit is not available here: {UnavailablePackage().Match(covered.Output).Value.Trim()}");
        Assert.Matches(@"(?m)^\s*succeeded: 2\b", covered.OrThrow().Output);
        Assert.DoesNotContain("warning", covered.Output, StringComparison.Ordinal);

        var forgotten = Test(directory, "-p:DefineConstants=FORGOTTEN");
        Assert.False(forgotten.Succeeded);
        Assert.Matches(@"(?m)^\s*failed: 1\b", forgotten.Output);
        Assert.Contains("\"IndexSerializer.Save\"", forgotten.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("IndexSerializer.Load", forgotten.Output, StringComparison.Ordinal);
    }

    /// <summary>Runs the consumer's tests with the xunit version of this repository.</summary>
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
    private static partial Regex UnavailablePackage();
}
