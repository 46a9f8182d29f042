using IoPolicy.Tool.Scan;
using Tool.Tests.Infrastructure;

namespace Tool.Tests;

/// <summary>Runs <c>iopolicy scan</c> on projects, which MSBuild evaluates.</summary>
public sealed class ScanSolutionTests : IDisposable
{
    private readonly CodeSample _code = new(withProject: true);

    public void Dispose() => _code.Dispose();

    [Fact]
    public void A_project_is_restored_and_scanned_once_for_its_newest_framework()
    {
        var document = ToolCli.Run("scan", _code.DirectoryPath, "--json").Json();

        Assert.Equal(("msbuild", 1), (document.GetProperty("mode").GetString(), document.GetProperty("projects").GetInt32()));
        Assert.Empty(document.GetProperty("notes").EnumerateArray());

        // Stream.ReadExactly does not exist in netstandard2.1, so this finding shows that the scanned framework is .NET 10.
        Assert.Equal(1, document.GetProperty("rules").GetProperty("IOP402").GetInt32());
        Assert.True(File.Exists(Path.Combine(_code.DirectoryPath, "obj", "project.assets.json")));
    }

    [Fact]
    public void A_framework_of_two_digits_is_newer_than_one_of_one_digit()
    {
        string[] names = ["Sample(net10.0-windows)", "Sample(net9.0)", "Sample(net5.0)", "Sample(net472)", "Sample(netstandard2.1)", "Sample"];

        Assert.Equal(names, names.Reverse().OrderBy(SolutionLoader.VersionOf).Reverse());
        Assert.Equal(SolutionLoader.VersionOf(names[^1]), SolutionLoader.VersionOf(names[3]));
    }

    [Fact]
    public void A_solution_that_does_not_restore_ends_with_a_clear_sentence()
    {
        File.WriteAllText(_code.ProjectPath, File.ReadAllText(_code.ProjectPath).Replace(
            "</Project>", """<ItemGroup><PackageReference Include="No.Such.Package.IoPolicy" Version="1.0.0" /></ItemGroup></Project>""", StringComparison.Ordinal));
        File.WriteAllText(Path.Combine(_code.DirectoryPath, "nuget.config"), """<configuration><packageSources><clear /><add key="none" value="." /></packageSources></configuration>""");
        var solution = Path.Combine(_code.DirectoryPath, "Sample.slnx");
        File.WriteAllText(solution, """<Solution><Project Path="Sample.csproj" /></Solution>""");

        var sentence = ToolCli.Run("scan", solution).Failed(exitCode: 1);

        Assert.StartsWith($"iopolicy: {solution}: the packages cannot be restored: ", sentence, StringComparison.Ordinal);
        Assert.Contains("No.Such.Package.IoPolicy", sentence, StringComparison.Ordinal);
        Assert.EndsWith("use --sources to scan the sources without their packages.", sentence, StringComparison.Ordinal);

        // A directory with the same solution is scanned as plain sources, and a note says so.
        var text = ToolCli.Run("scan", _code.DirectoryPath).Succeeded();
        Assert.Contains("(plain sources)", text, StringComparison.Ordinal);
        Assert.Contains("note: ", text, StringComparison.Ordinal);
        Assert.Contains("The sources are scanned without their packages.", text, StringComparison.Ordinal);
    }
}
