using IoPolicy.Testing;
using Package.Tests.Infrastructure;

namespace Package.Tests;

/// <summary>
/// Runs the install commands of README on a fresh clone. The fixture runs the first command, which packs. The NuGet configuration of the
/// user has no source, so the package can come only from the source that the commands add.
/// </summary>
[Collection(SharedClones.Name)]
public sealed class InstallTests(ClonedPackagesFixture clones) : IDisposable
{
    private readonly ScratchDirectory _home = new();

    [Fact]
    public void The_install_commands_of_README_add_the_package_to_a_project()
    {
        clones.SkipWithoutRepository();
        var blocks = PageCommands.Of("README.md", "## Install");
        Assert.Equal(2, blocks.Count);
        CreateConfiguration();
        PageCommands.Run(clones.Checkout, _home.Path, blocks[0].Skip(1));

        var project = clones.NewDirectory("project");
        PageCommands.Run(project, _home.Path, ["dotnet new console", .. blocks[1]]);
        CheckReference(Path.Combine(project, "project.csproj"));

        // The package works: the build reports the diagnostic that README shows for its example.
        File.WriteAllText(Path.Combine(project, "Session.cs"), PageCommands.Code("README.md", "## Example", "csharp"));
        var build = PageCommands.Run(project, _home.Path, ["dotnet build"]);
        Assert.Contains(PageCommands.Of("README.md", "## Example").Single().Single(), build.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _home.Dispose();

    private static void CheckReference(string project) =>
        Assert.Contains("<PackageReference Include=\"IoPolicy\" Version=\"1.0.0\" />", File.ReadAllText(project), StringComparison.Ordinal);

    private void CreateConfiguration()
    {
        var directory = Directory.CreateDirectory(Path.Combine(_home.Path, ".nuget", "NuGet")).FullName;
        File.WriteAllText(Path.Combine(directory, "NuGet.Config"), "<configuration><packageSources><clear /></packageSources></configuration>");
    }
}
