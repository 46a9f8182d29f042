using System.Text.RegularExpressions;
using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>Skips tests that need packages of the machine's NuGet sources: targeting packs, .NET runtimes and linkers.</summary>
internal static partial class RegistryPackages
{
    /// <summary>Skips the test if a build failed because no source has a package, or because a source does not answer.</summary>
    internal static ProgramResult Require(ProgramResult build)
    {
        Assert.SkipWhen(
            !build.Succeeded && Missing().IsMatch(build.Output),
            $"A package of the registry is not available here: {Missing().Match(build.Output).Value.Trim()}");
        return build.OrThrow();
    }

    // NU1101: no source has it. NU1102: not in this version. NU1301: the source does not answer. IoPolicy itself is in the test's feed.
    [GeneratedRegex(".*error NU1(101|102|301)(?!.*IoPolicy).*")]
    private static partial Regex Missing();
}
