using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Saves;

/// <summary>Recognizes tests. A test's files need not survive a crash of the machine.</summary>
internal static class TestCode
{
    private static readonly HashSet<string> Frameworks = new(StringComparer.OrdinalIgnoreCase)
    {
        "xunit.core", "xunit.v3.core", "nunit.framework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "MSTest.TestFramework", "TUnit.Core",
    };

    internal static bool IsTestProject(Compilation compilation) => compilation.ReferencedAssemblyNames.Any(static name => Frameworks.Contains(name.Name));

    /// <summary>
    /// Whether the path has a directory of tests: <c>test</c>, <c>Tests</c>, <c>Engine.Tests</c>, <c>UnitTests</c>. Above the
    /// project, only the two nearest directories count.
    /// </summary>
    /// <param name="path">The path of the source file.</param>
    /// <param name="project">The directory of the project; null if the build does not say.</param>
    internal static bool IsTestFile(string path, string? project)
    {
        var directories = path.Split('/', '\\');
        var above = project is { Length: > 0 } && path.StartsWith(project, StringComparison.Ordinal)
            ? Math.Max(0, project.TrimEnd('/', '\\').Split('/', '\\').Length - 2)
            : 0;
        return directories.Take(directories.Length - 1).Skip(above).Any(static directory =>
            directory.Equals("test", StringComparison.OrdinalIgnoreCase)
            || directory.EndsWith("tests", StringComparison.OrdinalIgnoreCase)
            || directory.EndsWith(".test", StringComparison.OrdinalIgnoreCase));
    }
}
