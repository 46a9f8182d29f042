using System.Diagnostics;
using IoPolicy.Testing;

namespace Package.Tests.Infrastructure;

/// <summary>
/// Restores and builds the OneSource consumer once: a library for four targets, a program for two targets, and programs in F# and Visual
/// Basic, each with and without an annotated method of its own.
/// </summary>
public sealed class OneSourceFixture
{
    private readonly ProgramResult _build;

    public OneSourceFixture(PackageFixture package)
    {
        DirectoryPath = package.CopyConsumer("OneSource", machineSources: true);
        CopyPlain("FSharpApp", ".fsproj");
        CopyPlain("VisualBasicApp", ".vbproj");
        _build = DotNet.Run(DirectoryPath, "build", "OneSource.slnx", "-p:NuGetAudit=false");
    }

    internal string DirectoryPath { get; }

    /// <summary>The output of the build. Skips the test if a targeting pack is not available.</summary>
    internal string Build => RegistryPackages.Require(_build).Output;

    /// <summary>The warnings of the build. MSBuild prints each where it occurs and again in its summary.</summary>
    internal IReadOnlyList<string> Warnings =>
        [.. Build.Split('\n').Where(static line => line.Contains(": warning ", StringComparison.Ordinal)).Select(static line => line.Trim()).Distinct()];

    /// <summary>Runs the C# program, and returns the version of .NET on which it ran.</summary>
    internal Version Run(string framework, string member, string path, bool keepPages) =>
        Version.Parse(Run("App", framework, member, path, keepPages).Trim());

    /// <summary>Runs a program of the solution, and returns its output.</summary>
    internal string Run(string project, string framework, string member, string path, bool keepPages)
    {
        _ = Build;
        var program = Directory.GetFiles(Path.Combine(DirectoryPath, project, "bin", "Debug", framework), project, SearchOption.AllDirectories).Single();
        var start = new ProcessStartInfo(program, [member, path]);
        if (keepPages)
        {
            start.Environment["IOPOLICY_KEEP_PAGES"] = "1";
        }

        return Shell.Run(start).OrThrow().Output;
    }

    /// <summary>Copies a project under a name with the prefix Plain, which switches its attribute off. The source still contains it, in code that is not compiled.</summary>
    private void CopyPlain(string project, string extension)
    {
        var copy = Directory.CreateDirectory(Path.Combine(DirectoryPath, "Plain" + project)).FullName;
        foreach (var file in Directory.EnumerateFiles(Path.Combine(DirectoryPath, project)))
        {
            var isProject = file.EndsWith(extension, StringComparison.Ordinal);
            File.Copy(file, Path.Combine(copy, isProject ? "Plain" + project + extension : Path.GetFileName(file)));
        }
    }
}

/// <summary>The test classes that share the build.</summary>
[CollectionDefinition(Name)]
public sealed class SharedOneSource : ICollectionFixture<OneSourceFixture>
{
    internal const string Name = "OneSource";
}
