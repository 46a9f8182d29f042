using IoPolicy.Testing;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>Packs <c>iopolicy</c> as a .NET tool, installs the package, and runs the tool.</summary>
public sealed class ToolPackageTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private static string Configuration => Path.GetFileName(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void The_installed_tool_explains_measures_and_scans_a_project()
    {
        using var code = new CodeSample(withProject: true);
        using (LocalFeed.Lock())
        {
            Dotnet("pack", Repository.PathOf("Tool/Tool.csproj"), "--no-build", "-c", Configuration, "-o", _scratch.File("packages"));
        }

        Dotnet("tool", "install", "IoPolicy.Tool", "--tool-path", _scratch.File("tools"), "--source", _scratch.File("packages"));
        var tool = _scratch.File("tools/iopolicy");

        Assert.StartsWith("IOP101: ", Shell.Run(tool, "explain", "IOP101").OrThrow().Output, StringComparison.Ordinal);
        Assert.Contains("1 measured file", Shell.Run(tool, "resident", code.FilePath).OrThrow().Output, StringComparison.Ordinal);
        Assert.Contains("of 1 project (MSBuild)", Shell.Run(tool, "scan", code.ProjectPath).OrThrow().Output, StringComparison.Ordinal);
    }

    private void Dotnet(params string[] arguments) => DotNet.Run(_scratch.Path, arguments).OrThrow();
}
