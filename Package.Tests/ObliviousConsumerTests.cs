using System.Text.RegularExpressions;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>Code without nullable annotations, built with warnings as errors, in old languages and without interceptors.</summary>
public sealed partial class ObliviousConsumerTests(ObliviousConsumerFixture consumer) : IClassFixture<ObliviousConsumerFixture>
{
    [Fact]
    public void Without_nullable_annotations_and_with_warnings_as_errors_the_build_is_clean() => AssertClean(consumer.Build());

    [Fact]
    public void With_IoPolicyIntercept_off_an_annotated_ordinary_method_is_an_error_that_asks_for_partial() =>
        AssertAsksForPartial(consumer.Build("-p:IoPolicyIntercept=false"));

    [Fact]
    public void In_CSharp_12_both_carriers_build_clean() => AssertClean(consumer.Build("-p:LangVersion=12"));

    [Fact]
    public void In_CSharp_10_an_annotated_ordinary_method_is_an_error_that_asks_for_partial() =>
        AssertAsksForPartial(consumer.Build("-p:LangVersion=10"));

    [Fact]
    public void In_CSharp_10_the_partial_carrier_builds_clean() =>
        AssertClean(consumer.Build("-p:LangVersion=10", "-p:DefineConstants=PARTIAL_ONLY"));

    private static void AssertClean(ProgramResult build) =>
        Assert.Contains("0 Warning(s)", build.OrThrow().Output, StringComparison.Ordinal);

    private static void AssertAsksForPartial(ProgramResult build)
    {
        Assert.False(build.Succeeded);

        // MSBuild prints each error where it arises and again in its summary.
        var error = Assert.Single(Errors().Matches(build.Output).Select(match => match.Value.Trim()).Distinct());
        Assert.Contains("IOP301", error, StringComparison.Ordinal);
        Assert.Contains("LoadOrdinary", error, StringComparison.Ordinal);
        Assert.Contains("partial", error, StringComparison.Ordinal);
    }

    [GeneratedRegex("error [A-Z]+[0-9]+:.*")]
    private static partial Regex Errors();
}
