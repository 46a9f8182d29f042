using IoPolicy;
using IoPolicy.Testing;

namespace Docs.Tests.Tutorial;

/// <summary>Runs each step of the tutorial as it is written, in order.</summary>
public sealed class TutorialTests
{
    [Fact]
    public void Every_step_does_what_the_page_says()
    {
        RequireMeasurement();
        using var directory = new TutorialDirectory();
        foreach (var step in TutorialPage.Steps())
        {
            directory.Run(step);
        }
    }

    [Fact]
    public void The_page_has_files_changes_and_commands()
    {
        var steps = TutorialPage.Steps();
        Assert.NotEmpty(steps.OfType<WrittenFile>());
        Assert.NotEmpty(steps.OfType<ChangedFile>());
        Assert.Contains(steps.OfType<TypedCommand>(), typed => typed.Command == "dotnet pack \"$IOPOLICY/Package\" --output packages");
        Assert.Contains(steps.OfType<TypedCommand>(), typed => typed.Command == "dotnet add package IoPolicy --source ../packages");
        Assert.Contains(steps.OfType<TypedCommand>(), typed => typed.Command.StartsWith("IOPOLICY_KEEP_PAGES=1 ", StringComparison.Ordinal));
    }

    /// <summary>Skips where pages cannot be counted or dropped, because the tutorial shows cached pages.</summary>
    private static void RequireMeasurement()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The tutorial is for Linux: elsewhere advice is unsupported.");
        using var scratch = new ScratchDirectory();
        var sample = scratch.File("sample");
        File.WriteAllBytes(sample, new byte[1 << 20]);
        using var file = File.OpenHandle(sample);
        var outcome = PageCache.WriteBackAndDrop(file);
        var residency = PageCache.GetResidency(file);
        Assert.SkipUnless(
            outcome.Status == AdviceStatus.Issued && residency is { IsKnown: true, CachedPages: 0 },
            $"Pages cannot be dropped and counted in {scratch.Path} (advice: {outcome.Status}; residency from: {residency.Source}).");
    }
}
