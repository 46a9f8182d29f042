using System.Diagnostics;
using IoPolicy.Testing;
using Kv.Tests.Infrastructure;

namespace Kv.Tests;

/// <summary>Packs <c>kv</c> as a .NET tool, installs the package, and runs the tool.</summary>
[Collection(nameof(Undisturbed))]
public sealed class ToolTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new(isPrivate: true);

    /// <summary>The build configuration. The tests run from artifacts/bin/Kv.Tests/CONFIGURATION of their working tree.</summary>
    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task The_installed_tool_runs_the_demo_with_its_children()
    {
        Dotnet("pack", Repository.PathOf("Kv/Kv.csproj"), "--no-build", "-c", Configuration, "-o", _scratch.File("packages"));
        Dotnet("tool", "install", "IoPolicy.Kv", "--tool-path", _scratch.File("tools"), "--source", _scratch.File("packages"));
        using var tool = Process.Start(new ProcessStartInfo(
            _scratch.File("tools/kv"), ["demo", "--code", "--weights-mib", "64", "--tokens", "1024", "--limit-mib", "128", "--png", _scratch.File("demo.png")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var result = await KvCli.FinishAsync(tool);

        Assert.Contains("IoPolicy", result.Succeeded(), StringComparison.Ordinal);
        Assert.Contains("KvCache.KvcWriter.g.cs", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(_scratch.File("demo.png")));
    }

    private void Dotnet(params string[] arguments) => DotNet.Run(_scratch.Path, arguments).OrThrow();
}
