using System.Text.Json;
using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>The messages of the package for a consumer whose header-only reads have the drop policy.</summary>
public sealed class WrongPolicyTests(PackageFixture package)
{
    [Fact]
    public void The_build_reports_IOP101_for_both_wrappers_but_not_for_the_load()
    {
        var warnings = package.Consumers["WrongPolicy"].Diagnostics;
        Assert.Equal(2, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains("IOP101", warning, StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("ScanPartial", StringComparison.Ordinal) && warning.Contains("52 bytes", StringComparison.Ordinal));
        Assert.Contains(warnings, warning => warning.Contains("ScanIntercepted", StringComparison.Ordinal) && warning.Contains("48 bytes", StringComparison.Ordinal));
    }

    [Fact]
    public void The_help_link_of_a_diagnostic_is_the_page_in_the_package()
    {
        using var log = JsonDocument.Parse(File.ReadAllText(Path.Combine(package.Consumers["WrongPolicy"].DirectoryPath, "log.sarif")));
        var rule = log.RootElement.GetProperty("runs")[0].GetProperty("tool").GetProperty("driver").GetProperty("rules").EnumerateArray()
            .Single(static rule => rule.GetProperty("id").GetString() == "IOP101");
        var page = new Uri(rule.GetProperty("helpUri").GetString()!);
        Assert.True(page.IsFile, page.ToString());
        Assert.Equal(Repository.Read("docs/rules/IOP101.md"), File.ReadAllText(page.LocalPath).ReplaceLineEndings("\n"));
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
