using Architecture.Tests.Layers;
using IoPolicy.Testing;

namespace Architecture.Tests;

/// <summary>Checks the three walks of <c>docs/architecture.md</c>: each file exists and declares the type of its step.</summary>
public sealed class WalkTests
{
    private const int OneScreen = 24;

    public static TheoryData<string> Walks => ["An attribute", "A `.kv` file", "A diagnostic"];

    [Theory]
    [MemberData(nameof(Walks))]
    public void Each_step_is_a_type_in_its_file(string walk) => Assert.Empty(
        from step in ArchitecturePage.Walk(walk)
        where !File.Exists(Repository.PathOf(step.File)) || !SourceFile.Read(Repository.PathOf(step.File)).Types.Contains(step.Type)
        select $"{step.File} has no {step.Type}");

    [Theory]
    [MemberData(nameof(Walks))]
    public void A_walk_fits_a_screen(string walk) => Assert.InRange(ArchitecturePage.Walk(walk).Count, 5, OneScreen);
}
