using System.Diagnostics;
using IoPolicy.CommandLine;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Tool.Scan;

/// <summary>Scans loaded code, project by project.</summary>
internal sealed class CodeScan(ScanOptions options, OutputOptions output)
{
    private const int MaxFixPasses = 10;

    /// <summary>Loads the code, runs the rules, and applies the fixes if requested.</summary>
    /// <returns>The remaining findings, and what the fixes changed.</returns>
    internal async Task<ScanResult> RunAsync(bool fix, CancellationToken cancellation)
    {
        var start = Stopwatch.GetTimestamp();
        using var code = await ProgressBars.OfStepsAsync("loading the code", output, 1, _ => CodeLoader.LoadAsync(options, cancellation)).ConfigureAwait(false);
        var failures = new List<string>();
        var solution = code.Solution;
        var diagnostics = await FindAsync(code, solution, failures, cancellation).ConfigureAwait(false);
        var (fixedCount, changedFiles, unreferenced) = (0, 0, new List<string>());
        for (var pass = 0; fix && pass < MaxFixPasses; pass++)
        {
            var (changed, count) = await Fixes.ApplyAsync(solution, diagnostics, cancellation).ConfigureAwait(false);
            if (count == 0)
            {
                break;
            }

            fixedCount += count;
            solution = changed;
            diagnostics = await FindAsync(code, solution, failures, cancellation).ConfigureAwait(false);
        }

        if (fixedCount > 0)
        {
            unreferenced.AddRange(solution.GetChanges(code.Solution).GetProjectChanges().Select(static change => change.NewProject)
                .Where(PolicyReference.IsAddedTo).Select(static project => project.FilePath ?? project.Name).Distinct(StringComparer.Ordinal));
            changedFiles = await Fixes.WriteAsync(code.Solution, solution, cancellation).ConfigureAwait(false);
        }

        Finding[] findings =
        [
            .. Finding.WithFingerprints(diagnostics.Select(found => Finding.Of(found.Diagnostic, code.Root))
                    .DistinctBy(static finding => (finding.Rule, finding.Path, finding.Line, finding.Column))
                    .OrderBy(static finding => finding.Path, StringComparer.Ordinal).ThenBy(static finding => finding.Line).ThenBy(static finding => finding.Column))
                .OrderBy(static finding => finding.Rank),
        ];
        var document = new ScanDocument
        {
            Mode = code.Mode,
            Root = code.Root,
            Projects = code.Projects.Count,
            Files = code.Projects.Sum(id => solution.GetProject(id)!.DocumentIds.Count),
            Seconds = Math.Round(Stopwatch.GetElapsedTime(start).TotalSeconds, 1),
            Findings = findings,
            Rules = new SortedDictionary<string, int>(findings.CountBy(static finding => finding.Rule).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal),
            Notes = code.Notes,
            Failures = failures,
        };
        return new ScanResult(document, fixedCount, changedFiles, unreferenced);
    }

    private Task<List<(ProjectId Project, Diagnostic Diagnostic)>> FindAsync(LoadedCode code, Solution solution, List<string> failures, CancellationToken cancellation) =>
        ProgressBars.OfStepsAsync("scanning", output, code.Projects.Count, async report =>
        {
            var found = new List<(ProjectId, Diagnostic)>();
            foreach (var id in code.Projects)
            {
                var project = solution.GetProject(id)!;
                report($"scanning {project.Name}");
                var diagnostics = await RuleRun.GetDiagnosticsAsync(project, options, failures.Add, cancellation).ConfigureAwait(false);
                found.AddRange(diagnostics.Where(diagnostic => !options.IsExcluded(Path.GetRelativePath(code.Root, diagnostic.Location.GetLineSpan().Path))).Select(diagnostic => (id, diagnostic)));
            }

            return found;
        });
}

/// <summary>The result of a scan.</summary>
/// <param name="Document">The findings that remain after the fixes.</param>
/// <param name="Fixed">The number of applied fixes.</param>
/// <param name="ChangedFiles">The number of changed files.</param>
/// <param name="Unreferenced">The changed projects that do not reference IoPolicy.</param>
internal sealed record ScanResult(ScanDocument Document, int Fixed, int ChangedFiles, IReadOnlyList<string> Unreferenced);
