using System.Xml.Linq;
using IoPolicy.Testing;
using Mono.Cecil;

namespace Architecture.Tests.Layers;

/// <summary>Checks that the directories of an assembly reference each other only in the order of <c>docs/architecture.md</c>.</summary>
public sealed class LayerTests
{
    public static TheoryData<string> Projects => [.. ArchitecturePage.Orders.Keys];

    [Theory]
    [MemberData(nameof(Projects))]
    public void References_go_one_way(string project)
    {
        var source = new SourceDirectories(project);
        var order = new LayerOrder(ArchitecturePage.Orders[project]);
        using var module = ModuleDefinition.ReadModule(Path.Combine(AppContext.BaseDirectory, AssemblyName(project) + ".dll"));
        var references = AssemblyReferences.Of(module, type => source.Types[type].FirstOrDefault()).Concat(source.Usings()).ToHashSet();
        Assert.NotEmpty(references);
        var wrong = references.Where(reference => !order.Allows(reference.User, reference.Used)).Select(reference => reference.ToString()).Order(StringComparer.Ordinal).ToArray();
        Assert.True(wrong.Length == 0, string.Join('\n', wrong.Prepend($"Against the order of {project}/:")));
    }

    [Theory]
    [MemberData(nameof(Projects))]
    public void The_order_has_each_directory(string project) =>
        Assert.Equal(new SourceDirectories(project).Directories.Order(StringComparer.Ordinal), new LayerOrder(ArchitecturePage.Orders[project]).Directories.Order(StringComparer.Ordinal));

    [Fact]
    public void Each_project_of_more_than_one_directory_has_an_order() => Assert.Equal(
        ArchitecturePage.Projects.Keys.Where(project => !project.EndsWith(".Tests", StringComparison.Ordinal) && new SourceDirectories(project).Directories.Count() > 1).Order(StringComparer.Ordinal),
        ArchitecturePage.Orders.Keys.Order(StringComparer.Ordinal));

    private static string AssemblyName(string project) =>
        XDocument.Load(Repository.PathOf($"{project}/{project}.csproj")).Descendants("AssemblyName").Single().Value;
}
