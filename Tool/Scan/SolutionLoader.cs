using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using IoPolicy.CommandLine;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.MSBuild;

namespace IoPolicy.Tool.Scan;

/// <summary>Opens a solution or project as a build does: it restores the packages and evaluates the project files.</summary>
internal static partial class SolutionLoader
{
    private static readonly string[] TestAssemblies = ["xunit.core.dll", "xunit.v3.core.dll", "nunit.framework.dll", "Microsoft.VisualStudio.TestPlatform.TestFramework.dll", "MSTest.TestFramework.dll", "TUnit.Core.dll"];

    /// <summary>Loads the solution or project at <paramref name="path"/>.</summary>
    /// <exception cref="CommandException">The packages cannot be restored, or the solution cannot be opened.</exception>
    internal static async Task<LoadedCode> LoadAsync(string path, string root, ScanOptions options, CancellationToken cancellation)
    {
        if (options.Restores)
        {
            await RestoreAsync(path, options.Target, cancellation).ConfigureAwait(false);
        }

        var failures = new ConcurrentQueue<string>();
        var workspace = MSBuildWorkspace.Create();
        workspace.SkipUnrecognizedProjects = true;
        workspace.LoadMetadataForReferencedProjects = true;
        using var registration = workspace.RegisterWorkspaceFailedHandler(failure => failures.Enqueue(failure.Diagnostic.Message));
        try
        {
            var solution = path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase)
                ? (await workspace.OpenProjectAsync(path, cancellationToken: cancellation).ConfigureAwait(false)).Solution
                : await workspace.OpenSolutionAsync(path, cancellationToken: cancellation).ConfigureAwait(false);
            var projects = Choose(solution, path, options);
            if (projects.Count == 0)
            {
                throw new CommandException($"{options.Target}: no C# project can be scanned{(failures.TryPeek(out var first) ? ": " + OneLine(first) : "")}. Use --sources to scan the sources without the project files.");
            }

            return new LoadedCode(workspace, PolicyReference.AddTo(solution, projects), projects, root, "msbuild", Notes(solution, projects, failures));
        }
        catch (Exception failure) when (failure is not (CommandException or OperationCanceledException))
        {
            workspace.Dispose();
            throw new CommandException($"{options.Target}: the solution cannot be opened: {OneLine(failure.Message)} Use --sources to scan the sources without the project files.", failure);
        }
        catch
        {
            workspace.Dispose();
            throw;
        }
    }

    private static async Task RestoreAsync(string path, string name, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo("dotnet", ["restore", path, "--verbosity", "quiet", "-nologo", "-tl:off"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start) ?? throw new CommandException("the .NET SDK did not start");
        try
        {
            var error = process.StandardError.ReadToEndAsync(cancellation);
            var output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false) + await error.ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
                var reason = lines.FirstOrDefault(static line => line.Contains("error", StringComparison.OrdinalIgnoreCase)) ?? lines.FirstOrDefault() ?? $"exit code {process.ExitCode}";
                throw new CommandException(
                    $"{name}: the packages cannot be restored: {OneLine(reason).TrimEnd('.')}. Fix the restore, or use --sources to scan the sources without their packages.");
            }
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    /// <summary>Chooses one project per project file, for its newest target framework, because all frameworks share most sources.</summary>
    private static List<ProjectId> Choose(Solution solution, string path, ScanOptions options) =>
    [
        .. solution.Projects
            .Where(project => project.Language == LanguageNames.CSharp && project.DocumentIds.Count > 0 && (options.IncludesTests || !IsTest(project))
                && (!path.EndsWith(".csproj", StringComparison.OrdinalIgnoreCase) || project.FilePath == path))
            .GroupBy(static project => project.FilePath, StringComparer.Ordinal)
            .Select(static frameworks => frameworks.MaxBy(static project => VersionOf(project.Name))!.Id),
    ];

    private static List<string> Notes(Solution solution, List<ProjectId> chosen, ConcurrentQueue<string> failures)
    {
        var notes = new List<string>();
        if (solution.Projects.Where(IsTest).Select(static project => project.FilePath).Distinct().Count() is > 0 and var tests && !chosen.Exists(id => IsTest(solution.GetProject(id)!)))
        {
            notes.Add($"{Formatting.Count(tests, "test project")} not scanned; --tests includes them");
        }

        if (!failures.IsEmpty)
        {
            notes.Add($"MSBuild reported {Formatting.Count(failures.Count, "problem")}; the first: {OneLine(failures.First())}");
        }

        return notes;
    }

    private static bool IsTest(Project project) => project.MetadataReferences.Any(static reference => TestAssemblies.Contains(Path.GetFileName(reference.Display), StringComparer.OrdinalIgnoreCase));

    /// <summary>
    /// Gets the version of .NET 5 or later from a project's name; 0 for other frameworks, which are older. MSBuildWorkspace writes the
    /// framework in parentheses after the name.
    /// </summary>
    internal static double VersionOf(string name) =>
        Framework().Match(name) is { Success: true } match && double.TryParse(match.Groups[1].Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var version) ? version : 0;

    private static string OneLine(string text) => string.Join(' ', text.Split((char[])['\r', '\n', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));

    [GeneratedRegex(@"\(net(\d+\.\d+)")]
    private static partial Regex Framework();
}
