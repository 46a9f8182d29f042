using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Saves;

/// <summary>Recognizes tests and build tools. Their files need not survive a crash of the machine, because the next run creates them again.</summary>
internal static class TestCode
{
    /// <summary>
    /// The usual names of directories with build tools. The comparison is case-sensitive, because a directory such as <c>Build</c> can be a
    /// namespace of a program.
    /// </summary>
    private static readonly HashSet<string> BuildDirectories = new(StringComparer.Ordinal) { "build", "_build", "eng", "scripts", "packaging" };

    /// <summary>A name such as <c>ReleaseBuilder</c>, <c>release-tools</c> or <c>InstallerBuild</c>.</summary>
    private static readonly LazyRegex BuildTool = new("^(release|package|packaging|installer|setup|deploy(ment)?)[-_.]?(build(er)?|tools?|scripts?)$");

    private static readonly HashSet<string> Frameworks = new(StringComparer.OrdinalIgnoreCase)
    {
        "xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core",
    };

    internal static bool IsTestProject(Compilation compilation) => compilation.ReferencedAssemblyNames.Any(static name => Frameworks.Contains(name.Name));

    /// <summary>Whether the path has a directory of tests or of build tools.</summary>
    /// <inheritdoc cref="HasDirectory"/>
    internal static bool IsTestOrBuildTool(string path, string? project) => HasDirectory(path, project, static directory => IsTests(directory) || IsBuildTool(directory));

    /// <summary>Whether the path has a directory of tests: <c>test</c>, <c>Tests</c>, <c>Engine.Tests</c>, <c>UnitTests</c>.</summary>
    /// <inheritdoc cref="HasDirectory"/>
    internal static bool IsTestFile(string path, string? project) => HasDirectory(path, project, IsTests);

    private static bool IsTests(string directory) =>
        directory.Equals("test", StringComparison.OrdinalIgnoreCase)
        || directory.EndsWith("tests", StringComparison.OrdinalIgnoreCase)
        || directory.EndsWith(".test", StringComparison.OrdinalIgnoreCase);

    private static bool IsBuildTool(string directory) => BuildDirectories.Contains(directory) || BuildTool.IsMatch(directory);

    /// <summary>
    /// Whether one of the directories of the path is wanted. Of the directories outside the project, only the parent of the project's
    /// directory counts. If the project's directory is unknown, each directory counts.
    /// </summary>
    /// <param name="path">The path of the source file.</param>
    /// <param name="project">The directory of the project; null if the build does not say.</param>
    /// <param name="isWanted">Decides by the name of a directory.</param>
    private static bool HasDirectory(string path, string? project, Func<string, bool> isWanted)
    {
        var directories = path.Split('/', '\\');
        var above = project is { Length: > 0 } && path.StartsWith(project, StringComparison.Ordinal)
            ? Math.Max(0, project.TrimEnd('/', '\\').Split('/', '\\').Length - 2)
            : 0;
        return directories.Take(directories.Length - 1).Skip(above).Any(isWanted);
    }
}
