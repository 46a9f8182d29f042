using Generators.Tests.Infrastructure;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace Generators.Tests.Incremental;

/// <summary>The generator looks for calls only if interception is on and the project has annotated ordinary methods.</summary>
public class InterceptorSwitchTests
{
    private const string Source = """
        static class Index
        {
            [DropPagesAfterFullRead] public static int Scan(FileStream file) => 1;
            static int Use(FileStream file) => Scan(file);
        }
        """;

    [Fact]
    public void A_build_intercepts() => Assert.Equal(["Scan"], NamesOf(Run([])));

    [Theory]
    [InlineData("IoPolicyDesignTime", "true")]
    [InlineData("IoPolicyDesignTime", "True")]
    [InlineData("IoPolicyIntercept", "false")]
    [InlineData("IoPolicyIntercept", "False")]
    public void A_design_time_build_and_a_build_with_interception_off_look_for_no_call(string property, string value)
    {
        var run = Run(new() { [property] = value });
        Assert.Empty(NamesOf(run));
        Assert.Empty(run.WrapperFiles);
    }

    [Theory]
    [InlineData("IoPolicyDesignTime", "false")]
    [InlineData("IoPolicyDesignTime", "")]
    [InlineData("IoPolicyIntercept", "true")]
    public void Other_values_change_nothing(string property, string value) =>
        Assert.Equal(["Scan"], NamesOf(Run(new() { [property] = value })));

    [Fact]
    public void A_host_without_implementation_outputs_runs_no_interceptor_step()
    {
        var run = GeneratorRun.From(GeneratorRun.Compilation(Source), disabledOutputs: IncrementalGeneratorOutputKind.Implementation);
        Assert.Empty(run.WrapperFiles);
        Assert.DoesNotContain(TrackingNames.InterceptedCalls, run.Result.TrackedSteps.Keys);
        Assert.DoesNotContain(TrackingNames.AnnotatedReference, run.Result.TrackedSteps.Keys);
    }

    [Fact]
    public void Without_annotated_methods_there_is_no_name_to_look_for() => Assert.Empty(NamesOf(GeneratorRun.From("""
        static class Index
        {
            public static int Scan(FileStream file) => 1;
            static int Use(FileStream file) => Scan(file);
        }
        """)));

    [Fact]
    public void The_name_of_a_partial_method_is_not_looked_for() => Assert.Empty(NamesOf(GeneratorRun.From("""
        static partial class Index
        {
            [DropPagesAfterFullRead] public static partial int Scan(FileStream file);
            private static int ScanCore(FileStream file) => 1;
            static int Use(FileStream file) => Scan(file);
        }
        """)));

    private static GeneratorRun Run(Dictionary<string, string> properties) => GeneratorRun.From(GeneratorRun.Compilation(Source), properties);

    private static EquatableArray<string> NamesOf(GeneratorRun run)
    {
        var names = (ModelList<string>)run.Result.TrackedSteps[TrackingNames.InterceptedNames].Single().Outputs.Single().Value;
        var calls = (ModelList<InterceptorModel>)run.Result.TrackedSteps[TrackingNames.InterceptedCalls].Single().Outputs.Single().Value;
        Assert.Equal(names.Items.Length == 0, calls.Items.Length == 0);
        return names.Items;
    }
}
