using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>What the package says to a consumer whose header-only reads have the drop policy.</summary>
public sealed class WrongPolicyTests(PackageFixture package)
{
    [Fact]
    public void The_build_reports_IOP101_for_both_wrappers_and_not_on_the_rightful_load()
    {
        var directory = package.CopyConsumer("WrongPolicy");
        var build = DotNet.Run(directory, "build").OrThrow();

        // MSBuild prints each warning where it arises and again in its summary.
        var warnings = build.Output.Split('\n').Where(line => line.Contains("warning IOP", StringComparison.Ordinal)).Select(line => line.Trim()).Distinct().ToArray();
        Assert.Equal(2, warnings.Length);
        Assert.All(warnings, warning => Assert.Contains("IOP101", warning, StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("ScanPartial", StringComparison.Ordinal) && warning.Contains("52 bytes", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("ScanIntercepted", StringComparison.Ordinal) && warning.Contains("48 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void Dotnet_format_applies_the_fix_of_IOP101_and_the_next_build_is_clean()
    {
        var directory = package.CopyConsumer("WrongPolicy");
        DotNet.Run(directory, "restore").OrThrow();
        DotNet.Run(directory, "format", "analyzers", "--no-restore", "--diagnostics", "IOP101", "--severity", "warn").OrThrow();

        var source = File.ReadAllText(Path.Combine(directory, "Scanner.cs"));
        Assert.Equal(2, source.Split("[HeaderOnly]").Length - 1);
        Assert.Equal(1, source.Split("[DropPagesAfterFullRead]").Length - 1);
        var build = DotNet.Run(directory, "build", "--no-restore").OrThrow();
        Assert.DoesNotContain("warning IOP", build.Output, StringComparison.Ordinal);
    }
}
