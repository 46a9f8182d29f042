using Architecture.Tests.Layers;
using IoPolicy.Testing;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Architecture.Tests;

/// <summary>Checks the conventions for every file and directory.</summary>
public sealed class HouseRuleTests
{
    private const int MaxLines = 400;
    private const int MaxTestNameLength = 70;

    /// <summary>A longer file must have this text, followed by a reason, before its first class.</summary>
    private const string Reason = "Over 400 lines on purpose: ";

    /// <summary>Names of files without a type: top-level statements, directives or assembly attributes.</summary>
    private static readonly string[] WithoutType = ["Program", "GlobalUsings", "AssemblyInfo"];

    private static readonly string[] VagueNames = ["Helpers", "Helper", "Utils", "Utilities", "Common", "Misc", "Shared"];

    public static TheoryData<string> Projects => ProjectReferenceTests.Projects;

    public static TheoryData<string> TestProjects => [.. Projects.Select(row => row.Data).Where(static project => project.EndsWith(".Tests", StringComparison.Ordinal))];

    public static TheoryData<string> Sources => [.. Projects.Select(row => row.Data), "Polyfills"];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_file_has_at_most_400_lines_or_says_why(string project) => Assert.Empty(
        from file in SourceFiles(project)
        let lines = File.ReadAllLines(file)
        where lines.Length > MaxLines && !lines.TakeWhile(line => !line.Contains(" class ", StringComparison.Ordinal)).Any(line => line.Contains(Reason, StringComparison.Ordinal))
        select $"{Path.GetRelativePath(Repository.Root, file)}: {lines.Length} lines");

    [Theory]
    [MemberData(nameof(Sources))]
    public void A_file_is_named_after_a_type_in_it(string directory) => Assert.Empty(
        from file in new SourceDirectories(directory).Files
        let name = Path.GetFileName(file.Path).Split('.')[0]
        where !(file.Types.Count == 0 ? WithoutType : file.Types).Contains(name)
        select $"{Path.GetRelativePath(Repository.Root, file.Path)}: {string.Join(", ", file.Types)}");

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_directory_has_a_specific_name(string project) => Assert.DoesNotContain(
        Directory.GetDirectories(Repository.PathOf(project), "*", SearchOption.AllDirectories),
        directory => VagueNames.Contains(Path.GetFileName(directory), StringComparer.OrdinalIgnoreCase));

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_type_is_owned_by_one_directory(string project) => Assert.Empty(
        new SourceDirectories(project).Types.Where(type => type.Distinct().Count() > 1).Select(type => $"{type.Key}: {string.Join(", ", type.Distinct())}"));

    /// <summary>A longer name wraps in the output of the test runner, and usually lists what the assertions already state.</summary>
    [Theory]
    [MemberData(nameof(TestProjects))]
    public void A_test_has_a_name_of_at_most_70_characters(string project)
    {
        var tests = SourceFiles(project)
            .SelectMany(static file => CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(static method => method.AttributeLists.SelectMany(static list => list.Attributes).Any(static attribute => attribute.Name.ToString() is "Fact" or "Theory"))
            .Select(static method => method.Identifier.Text)
            .ToList();
        Assert.NotEmpty(tests);
        Assert.DoesNotContain(tests, static name => name.Length > MaxTestNameLength);
    }

    /// <summary>The build checks the other style rules of .editorconfig, but Roslyn has no rule that reports a wrong order.</summary>
    [Theory]
    [MemberData(nameof(Sources))]
    public void Using_directives_begin_with_System_and_are_sorted(string directory) => Assert.Empty(
        from file in SourceFiles(directory)
        let usings = CSharpSyntaxTree.ParseText(File.ReadAllText(file)).GetCompilationUnitRoot().Usings
        where !usings.SequenceEqual(usings.OrderBy(SortKey, StringComparer.OrdinalIgnoreCase))
        select $"{Path.GetRelativePath(Repository.Root, file)}: {string.Join(' ', usings.OrderBy(SortKey, StringComparer.OrdinalIgnoreCase))}");

    /// <summary>Global directives come first, and static ones and aliases last. A dot sorts before any letter.</summary>
    private static string SortKey(UsingDirectiveSyntax directive)
    {
        var name = directive.Alias?.Name.ToString() ?? directive.NamespaceOrType.ToString();
        var kind = directive.Alias is not null ? '2' : directive.StaticKeyword != default ? '1' : '0';
        var isGlobal = directive.GlobalKeyword != default;
        var isSystem = directive.Alias is null && (name == "System" || name.StartsWith("System.", StringComparison.Ordinal));
        return $"{(isGlobal ? 0 : 1)}{kind}{(isSystem ? 0 : 1)}{name.Replace('.', '\0')}";
    }

    private static IEnumerable<string> SourceFiles(string project) => Directory.EnumerateFiles(Repository.PathOf(project), "*.cs", SearchOption.AllDirectories);
}
