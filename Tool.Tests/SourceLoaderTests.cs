using IoPolicy.Testing;
using IoPolicy.Tool.Scan;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Tool.Tests;

/// <summary>The projects that a scan of plain sources makes of directories, without MSBuild.</summary>
public sealed class SourceLoaderTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Each_project_file_owns_the_sources_below_it()
    {
        Write("Top.cs", "src/One/One.csproj", "src/One/A.cs", "src/One/inner/B.cs", "src/One/inner/Deep.csproj", "src/One/inner/deep/C.cs", "src/Other/D.cs");

        Assert.Equal(
            [
                "src/One/inner/Deep.csproj: src/One/inner/B.cs src/One/inner/deep/C.cs",
                "src/One/One.csproj: src/One/A.cs",
                ": Top.cs src/Other/D.cs",
            ],
            Projects().Order(StringComparer.Ordinal).Reverse());
    }

    [Fact]
    public void A_project_file_at_the_root_owns_the_sources_without_another()
    {
        Write("Root.csproj", "A.cs", "inner/B.cs", "other/Other.csproj", "other/C.cs");

        Assert.Equal(["Root.csproj: A.cs inner/B.cs", "other/Other.csproj: other/C.cs"], Projects().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Built_hidden_linked_and_excluded_files_are_skipped()
    {
        Write("A.cs", "b/A.CS", "bin/B.cs", "obj/B.cs", "node_modules/B.cs", ".git/B.cs", "binary/C.cs", "c/skip me/D.cs", "text.txt");
        Directory.CreateSymbolicLink(_scratch.File("linked"), _scratch.File("bin"));

        Assert.Equal([": A.cs b/A.CS binary/C.cs"], Projects(excluded: "skip me"));
    }

    [Fact]
    public void Test_projects_are_scanned_on_request()
    {
        Write("One/One.csproj", "One/A.cs", "OneTests/OneTests.csproj", "OneTests/B.cs", "tests/Two/Two.csproj", "tests/Two/C.cs", "Contest/Contest.csproj", "Contest/D.cs");

        Assert.Equal(["Contest/Contest.csproj: Contest/D.cs", "One/One.csproj: One/A.cs"], Projects().Order(StringComparer.Ordinal));
        Assert.Equal(4, Projects(tests: true).Count());
    }

    [Fact]
    public void References_and_symbols_of_a_project_file_are_used()
    {
        Write("A/A.cs", "B/B.cs", "C/C.cs");
        File.WriteAllText(_scratch.File("A/A.csproj"), """
            <Project><PropertyGroup><DefineConstants>$(DefineConstants);ONE; TWO;DEBUG;3</DefineConstants></PropertyGroup>
            <ItemGroup><ProjectReference Include="..\B\B.csproj" /><ProjectReference Include="$(Other)" /><ProjectReference Include="A.csproj" /></ItemGroup></Project>
            """);
        File.WriteAllText(_scratch.File("B/B.csproj"), """<Project><ItemGroup><ProjectReference Include="../C/C.csproj" /><ProjectReference Include="../A/A.csproj" /></ItemGroup></Project>""");
        File.WriteAllText(_scratch.File("C/C.csproj"), "no project");

        using var code = Load();
        var projects = code.Projects.Select(id => code.Solution.GetProject(id)!).ToDictionary(static project => project.Name);

        Assert.Equal(["B"], NamesOf(projects["A"]));
        Assert.Equal(["C"], NamesOf(projects["B"]));
        Assert.Empty(NamesOf(projects["C"]));
        var symbols = projects["A"].ParseOptions!.PreprocessorSymbolNames.ToArray();
        Assert.Equal(["ONE", "TWO"], symbols.Where(static symbol => !symbol.StartsWith("NET", StringComparison.Ordinal)));
        Assert.Contains("NET10_0_OR_GREATER", symbols);
        Assert.All(projects.Values, static project => Assert.Equal(LanguageVersion.Preview, ((CSharpParseOptions)project.ParseOptions!).SpecifiedLanguageVersion));

        IEnumerable<string> NamesOf(Project project) => project.ProjectReferences.Select(reference => code.Solution.GetProject(reference.ProjectId)!.Name);
    }

    [Theory]
    [InlineData("<Project />", "<Project />", false)]
    [InlineData("<Project><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>", "<Project />", true)]
    [InlineData("<Project />", "<Project><PropertyGroup><ImplicitUsings>enable</ImplicitUsings></PropertyGroup></Project>", true)]
    public void Implicit_usings_come_from_the_project_or_the_directories_above(string project, string properties, bool isUsed)
    {
        Write("A/A.cs");
        File.WriteAllText(_scratch.File("A/A.csproj"), project);
        File.WriteAllText(_scratch.File("Directory.Build.props"), properties);

        using var code = Load();

        Assert.Equal(isUsed, code.Solution.GetProject(Assert.Single(code.Projects))!.Documents.Any(static document => document.Name == "ImplicitUsings.g.cs"));
    }

    private IEnumerable<string> Projects(bool tests = false, params string[] excluded)
    {
        using var code = Load(tests, excluded);
        string Name(string? path) => Path.GetRelativePath(_scratch.Path, path!) is "." ? "" : Path.GetRelativePath(_scratch.Path, path!);
        return [.. code.Projects.Select(id => code.Solution.GetProject(id)!).Select(project =>
            $"{Name(project.FilePath)}: {string.Join(' ', project.Documents.Select(document => Name(document.FilePath)).Order(StringComparer.Ordinal))}")];
    }

    private LoadedCode Load(bool tests = false, params string[] excluded) => SourceLoader.Load(
        _scratch.Path.TrimEnd('/'), new ScanOptions(_scratch.Path, ["IOP"], excluded, SourcesOnly: true, Restores: false, tests), [], CancellationToken.None);

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_scratch.File(name))!);
            File.WriteAllText(_scratch.File(name), name.EndsWith(".csproj", StringComparison.Ordinal) ? "<Project />" : "");
        }
    }
}
