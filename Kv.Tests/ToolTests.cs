using System.Diagnostics;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary><c>kv</c> as a .NET tool: packed, installed from the package, and run.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ToolTests : IDisposable
{
    private readonly ScratchFolder _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_package_installs_and_the_tool_runs_with_its_demo_which_starts_itself()
    {
        var (root, configuration) = SourceTree();

        await DotnetAsync("pack", Path.Combine(root, "Kv", "Kv.csproj"), "--no-build", "-c", configuration, "-o", _scratch.File("packages"));
        await DotnetAsync("tool", "install", "IoPolicy.Kv", "--tool-path", _scratch.File("tools"), "--source", _scratch.File("packages"));
        using var tool = Process.Start(Describe(
            Path.Combine(_scratch.File("tools"), "kv"), "demo", "--weights-mib", "64", "--tokens", "1024", "--limit-mib", "128", "--png", _scratch.File("demo.png")))!;
        var result = await KvCli.FinishAsync(tool);

        Assert.Contains("IoPolicy", result.Succeeded(), StringComparison.Ordinal);
        Assert.Contains("KvCache.KvcWriter.g.cs", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_scratch.File("demo.png")));
    }

    private async Task DotnetAsync(params string[] arguments)
    {
        using var dotnet = Process.Start(Describe("dotnet", arguments))!;
        var result = await KvCli.FinishAsync(dotnet);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Output}{result.Error}");
    }

    private ProcessStartInfo Describe(string program, params string[] arguments) => new(program, arguments)
    {
        WorkingDirectory = _scratch.Path,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };

    /// <summary>The tests run from artifacts/bin/Kv.Tests/CONFIGURATION of the tree that they were built in.</summary>
    private static (string Root, string Configuration) SourceTree()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var root = folder.Parent?.Parent?.Parent?.Parent?.FullName;
        Assert.SkipWhen(root is null || !File.Exists(Path.Combine(root, "Policy.sln")), "The source tree is not above the tests.");
        return (root!, folder.Name == "release" ? "Release" : "Debug");
    }
}
