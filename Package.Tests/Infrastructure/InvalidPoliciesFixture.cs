using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>The output of one build of the InvalidPolicies consumer, for all tests of a class.</summary>
public sealed class InvalidPoliciesFixture
{
    public InvalidPoliciesFixture(PackageFixture package)
    {
        var build = DotNet.Run(package.CopyConsumer("InvalidPolicies"), "build", "-clp:NoSummary");
        Assert.False(build.Succeeded, build.Output);

        // A path before the diagnostic is the consumer's own.
        Errors = [.. build.Output.Split('\n').Where(static line => line.Contains(": error ", StringComparison.Ordinal)).Select(static line => line.Trim()).Distinct()];
    }

    /// <summary>The errors as the build prints them.</summary>
    internal IReadOnlyList<string> Errors { get; }
}
