using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Builds code without nullable annotations (nullable-oblivious), with warnings as errors, in old language versions and without interceptors.</summary>
public sealed class ObliviousConsumerTests(PackageFixture package)
{
    /// <summary>In C# 9, only partial methods can have a policy, so that consumer has no ordinary method. The preview is newer than the SDK's default version.</summary>
    [Theory]
    [InlineData("Oblivious")]
    [InlineData("ObliviousInCSharp9")]
    [InlineData("ObliviousInCSharp11")]
    [InlineData("ObliviousInPreview")]
    public void Code_for_the_language_version_builds_without_a_diagnostic(string consumer) => package.Consumers[consumer].AssertClean();

    [Theory]
    [InlineData("ObliviousWithoutInterceptors")]
    [InlineData("ObliviousInCSharp10")]
    public void Without_interceptors_an_annotated_method_must_be_partial(string consumer)
    {
        var error = Assert.Single(package.Consumers[consumer].Errors);
        Assert.Contains("error IOP301: ", error, StringComparison.Ordinal);
        Assert.Contains("LoadOrdinary", error, StringComparison.Ordinal);
        Assert.Contains("partial", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ObliviousInCSharp7.3")]
    [InlineData("ObliviousInCSharp8")]
    public void Before_CSharp_9_each_policy_causes_an_error_that_names_the_versions(string consumer)
    {
        var errors = package.Consumers[consumer].Errors;
        Assert.Equal(2, errors.Count);
        Assert.All(errors, error => Assert.Contains(": error IOP301: ", error, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Contains("need C# 11, or C# 9 on partial methods", error, StringComparison.Ordinal));
        Assert.Single(errors, static error => error.Contains("'LoadOrdinary'", StringComparison.Ordinal));
        Assert.Single(errors, static error => error.Contains("'Save'", StringComparison.Ordinal));
    }
}
