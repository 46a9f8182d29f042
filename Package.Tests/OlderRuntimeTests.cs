using System.Text.RegularExpressions;
using IoPolicy.Testing;

namespace Package.Tests;

/// <summary>
/// Runtime.Tests on the real .NET 8: built for net8.0 together with the runtime, which comes from the registry.
/// </summary>
/// <remarks>
/// Three classes show that platform APIs that differ between .NET 8 and 10 make no difference: DropBehindStreamTests
/// (<see cref="ConfigureAwaitOptions"/>), WriteBackErrorTests (<see cref="RandomAccess.FlushToDisk"/>) and DescriptorTests (the flags
/// of <see cref="File.OpenHandle"/>). The classes that mount file systems or start many processes run if IOPOLICY_TEST_NET8=all.
/// </remarks>
public sealed partial class OlderRuntimeTests : IDisposable
{
    private const int Fewest = 500;

    private static readonly string[] Slow =
    [
        "DurableFileFaultTests", "FaultTests", "SandboxTests", "PowerLossTests",
        "ObserverTests", "LifetimeTests", "UncachedModeTests", "Ext4Tests", "BtrfsTests", "XfsTests", "OverlayTests", "DropBehindFileTests",
    ];

    private readonly ScratchDirectory _scratch = new();

    [Fact]
    public void The_tests_of_the_runtime_pass_on_NET_8()
    {
        // NuGet ignores a target framework on the command line, so Directory.Build.props has a property for it.
        string[] options = ["-p:TestFramework=net8.0", $"-p:ArtifactsPath={_scratch.Path}", LocalFeed.WithoutAnalyzers, "-p:NuGetAudit=false"];
        var build = DotNet.Run(
            Repository.Root, ["build", "Runtime.Tests", "-p:SelfContained=true", $"-p:RuntimeIdentifier={System.Runtime.InteropServices.RuntimeInformation.RuntimeIdentifier}", .. options]);
        Infrastructure.RegistryPackages.Require(build);
        var program = Assert.Single(Directory.GetFiles(_scratch.File("bin/Runtime.Tests"), "Runtime.Tests", SearchOption.AllDirectories));

        var isComplete = Environment.GetEnvironmentVariable("IOPOLICY_TEST_NET8") == "all";
        var excluded = isComplete ? [] : Slow.SelectMany(static name => (string[])["--filter-not-class", "*." + name]);

        // With CI=true, the runner writes colours.
        var run = Shell.Run(program, [.. excluded, "--no-ansi"]);
        Assert.True(run.Succeeded, run.Output);
        Assert.Contains("(net8.0|", run.Output, StringComparison.Ordinal);
        Assert.InRange(int.Parse(Succeeded().Match(run.Output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), Fewest, int.MaxValue);
    }

    public void Dispose() => _scratch.Dispose();

    [GeneratedRegex(@"(?m)^\s*succeeded: (\d+)")]
    private static partial Regex Succeeded();
}
