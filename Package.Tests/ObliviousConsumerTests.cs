using System.Text.RegularExpressions;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Code without nullable annotations, built with warnings as errors, in old languages and without interceptors.</summary>
public sealed partial class ObliviousConsumerTests(ObliviousConsumerFixture consumer) : IClassFixture<ObliviousConsumerFixture>
{
    [Fact]
    public void Without_nullable_annotations_the_build_is_clean() => AssertClean(consumer.Build());

    [Fact]
    public void With_IoPolicyIntercept_off_an_annotated_method_must_be_partial() =>
        AssertAsksForPartial(consumer.Build("-p:IoPolicyIntercept=false"));

    [Fact]
    public void In_CSharp_11_both_wrappers_build_clean() => AssertClean(consumer.Build("-p:LangVersion=11"));

    [Fact]
    public void In_CSharp_10_an_annotated_ordinary_method_must_be_partial() =>
        AssertAsksForPartial(consumer.Build("-p:LangVersion=10"));

    [Fact]
    public void In_CSharp_9_the_partial_wrapper_builds_clean() =>
        AssertClean(consumer.Build("-p:LangVersion=9", "-p:DefineConstants=PARTIAL_ONLY"));

    [Theory]
    [InlineData("7.3")]
    [InlineData("8")]
    public void Before_CSharp_9_each_policy_is_one_error_that_names_the_versions(string language)
    {
        var build = consumer.Build($"-p:LangVersion={language}", "-p:DefineConstants=OLD_LANGUAGE");
        Assert.False(build.Succeeded);
        var errors = Errors().Matches(build.Output).Select(static match => match.Value.Trim()).Distinct().ToList();
        Assert.Equal(2, errors.Count);
        Assert.All(errors, error => Assert.StartsWith("error IOP301: ", error, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Contains("need C# 11, or C# 9 on partial methods", error, StringComparison.Ordinal));
        Assert.Single(errors, static error => error.Contains("'LoadOrdinary'", StringComparison.Ordinal));
        Assert.Single(errors, static error => error.Contains("'Save'", StringComparison.Ordinal));
    }

    [Fact]
    public void In_the_preview_language_both_wrappers_build_clean() => AssertClean(consumer.Build("-p:LangVersion=preview"));

    private static void AssertClean(ProgramResult build) =>
        Assert.Contains("0 Warning(s)", build.OrThrow().Output, StringComparison.Ordinal);

    private static void AssertAsksForPartial(ProgramResult build)
    {
        Assert.False(build.Succeeded);

        // MSBuild prints each error where it occurs and again in its summary.
        var error = Assert.Single(Errors().Matches(build.Output).Select(match => match.Value.Trim()).Distinct());
        Assert.Contains("IOP301", error, StringComparison.Ordinal);
        Assert.Contains("LoadOrdinary", error, StringComparison.Ordinal);
        Assert.Contains("partial", error, StringComparison.Ordinal);
    }

    [GeneratedRegex("error [A-Z]+[0-9]+:.*")]
    private static partial Regex Errors();
}
