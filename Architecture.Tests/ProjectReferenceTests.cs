using System.Xml.Linq;
using IoPolicy.Testing;

namespace Architecture.Tests;

/// <summary>Checks that projects reference each other only as in the table of <c>docs/architecture.md</c>.</summary>
public sealed class ProjectReferenceTests
{
    public static TheoryData<string> Projects => [.. Directory.GetDirectories(Repository.Root).Where(HasProject).Select(directory => Path.GetFileName(directory)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_has_the_references_of_the_table(string project)
    {
        Assert.True(ArchitecturePage.Projects.TryGetValue(project, out var allowed), $"docs/architecture.md has no row for {project}/.");
        Assert.Equal(allowed.Order(StringComparer.Ordinal), References(project).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Each_row_of_the_table_names_a_project() => Assert.Empty(ArchitecturePage.Projects.Keys.Except(Projects.Select(row => row.Data)));

    [Fact]
    public void No_project_references_a_test() =>
        Assert.DoesNotContain(ArchitecturePage.Projects.Values.SelectMany(references => references), name => name.EndsWith(".Tests", StringComparison.Ordinal));

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(ProjectFile(Repository.PathOf(project))).Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value));

    private static bool HasProject(string directory) => File.Exists(ProjectFile(directory));

    private static string ProjectFile(string directory) => Path.Combine(directory, Path.GetFileName(directory) + ".csproj");
}
