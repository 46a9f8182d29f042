using System.Text.RegularExpressions;
using IoPolicy.Testing;

namespace Package.Tests;

/// <summary>
/// Runs Runtime.Tests on .NET 8. The build for net8.0 contains the .NET runtime, which is a package of the registry.
/// </summary>
/// <remarks>
/// By default, only the classes run whose code uses .NET APIs that differ between .NET 8 and 10: awaits (<see cref="ConfigureAwaitOptions"/>),
/// <see cref="RandomAccess.FlushToDisk"/>, the flags of <see cref="File.OpenHandle"/>, meters, and temporary files. With
/// IOPOLICY_TEST_NET8=all, all classes run.
/// </remarks>
public sealed partial class OlderRuntimeTests : IDisposable
{
    private const int MinTests = 100;

    private static readonly string[] Differing =
    [
        "DropBehindStreamTests", "WriteBackErrorTests", "DescriptorTests", "TelemetryTests", "DurableFileTests", "ReadPolicyTests", "WritePolicyTests",
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
        var filter = isComplete ? [] : Differing.SelectMany(static name => (string[])["--filter-class", "*." + name]);

        // Without --no-ansi, the runner writes colours if CI=true.
        var run = Shell.Run(program, [.. filter, "--no-ansi"]);
        Assert.True(run.Succeeded, run.Output);
        Assert.Contains("(net8.0|", run.Output, StringComparison.Ordinal);
        Assert.InRange(int.Parse(Succeeded().Match(run.Output).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), MinTests, int.MaxValue);
    }

    public void Dispose() => _scratch.Dispose();

    [GeneratedRegex(@"(?m)^\s*succeeded: (\d+)")]
    private static partial Regex Succeeded();
}
