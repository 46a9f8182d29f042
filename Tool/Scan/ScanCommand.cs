using System.CommandLine;
using IoPolicy.CommandLine;
using IoPolicy.Tool.Options;

namespace IoPolicy.Tool.Scan;

/// <summary><c>iopolicy scan</c>: finds file I/O without a policy, and saves that a crash can break.</summary>
internal static class ScanCommand
{
    /// <summary>The exit code for findings at or above <c>--fail-on</c>.</summary>
    internal const int HasFindings = 3;

    private static readonly Argument<string> Target = OptionKinds.Path("PATH", "A solution (.sln, .slnx, .slnf), a C# project, or a directory.");
    private static readonly Option<string[]> Rules = new("--rules") { Description = "Report only the rules whose ids begin with ID.", HelpName = "ID", DefaultValueFactory = _ => ["IOP4", "IOP5"], AllowMultipleArgumentsPerToken = true };
    private static readonly Option<string[]> Exclude = new("--exclude") { Description = "Skip files whose path below PATH contains this text.", HelpName = "TEXT", AllowMultipleArgumentsPerToken = true };
    private static readonly Option<bool> Tests = new("--tests") { Description = "Scan test projects too." };
    private static readonly Option<bool> Sources = new("--sources") { Description = "Evaluate no project file: scan the C# files against the reference assemblies of .NET 10." };
    private static readonly Option<bool> NoRestore = new("--no-restore") { Description = "Do not restore the packages first." };
    private static readonly Option<FailLevel> FailOn = new("--fail-on") { Description = "Exit with 3 if there is a finding of at least this severity.", HelpName = "warning|suggestion|never", DefaultValueFactory = _ => FailLevel.Warning };
    private static readonly Option<string?> BaselineFile = OptionKinds.PathOption("FILE", "Accept the findings that this file lists.", "--baseline");
    private static readonly Option<bool> WriteBaseline = new("--write-baseline") { Description = "Write all findings to the file of --baseline, and exit with 0." };
    private static readonly Option<string?> Sarif = OptionKinds.PathOption("FILE", "Also write the findings as SARIF 2.1.0.", "--sarif");
    private static readonly Option<bool> Fix = new("--fix") { Description = "Apply the code fixes to the source files, and report what is left." };

    internal static Command Create()
    {
        var command = new Command("scan", "Find reads and writes of whole files without a policy, header scans, hand-written advice, and saves that a crash can break.")
        {
            Target, Rules, Exclude, Tests, Sources, NoRestore, FailOn, BaselineFile, WriteBaseline, Sarif, Fix, CommonOptions.Json, OptionKinds.Quiet,
        };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellation)
    {
        var output = CommonOptions.OutputOptionsOf(parsed);
        var baseline = parsed.GetValue(BaselineFile);
        var writesBaseline = parsed.GetValue(WriteBaseline);
        if (writesBaseline && baseline is null)
        {
            throw CommandException.Usage("--write-baseline needs --baseline FILE");
        }

        var options = new ScanOptions(
            parsed.GetRequiredValue(Target), parsed.GetValue(Rules)!, parsed.GetValue(Exclude) ?? [], parsed.GetValue(Sources), !parsed.GetValue(NoRestore), parsed.GetValue(Tests));
        var known = baseline is null || writesBaseline ? null : Baseline.Read(baseline);
        var result = await new CodeScan(options, output).RunAsync(parsed.GetValue(Fix), cancellation).ConfigureAwait(false);
        var document = known is null ? result.Document
            : result.Document with { Findings = [.. result.Document.Findings.Select(finding => finding with { Known = known.Contains(finding.Fingerprint) })] };
        if (parsed.GetValue(Sarif) is { } sarif)
        {
            DurableFile.Replace(sarif, stream => SarifLog.Write(stream, document, known is not null));
        }

        if (writesBaseline)
        {
            Baseline.Write(baseline!, document.Findings);
        }

        output.Report(document, static () => ScanJson.Default.ScanDocument, shown => Print(shown, result, writesBaseline ? baseline : null));
        foreach (var failure in document.Failures)
        {
            await Console.Error.WriteLineAsync($"iopolicy: a rule failed: {failure.Split('\n')[0].TrimEnd()}").ConfigureAwait(false);
        }

        return document.Failures.Count > 0 ? ExitCode.Failure
            : !writesBaseline && document.Findings.Any(finding => !finding.Known && Fails(finding, parsed.GetValue(FailOn))) ? HasFindings
            : ExitCode.Success;
    }

    private static bool Fails(Finding finding, FailLevel level) =>
        level == FailLevel.Suggestion || (level == FailLevel.Warning && finding.Severity is "error" or "warning");

    private static void Print(ScanDocument document, ScanResult result, string? writtenBaseline)
    {
        using var lines = StandardStreams.OpenLines();
        foreach (var finding in document.Findings.Where(static finding => !finding.Known))
        {
            var place = $"{finding.Path}({finding.Line},{finding.Column})";
            lines.WriteLine($"{place}: {finding.Severity} {finding.Rule}: {finding.Message}");
            lines.WriteLine($"    {finding.Certainty}{MovesText(finding)}; add to {finding.Member}: {finding.Suggestion}");
        }

        var known = document.Findings.Count(static finding => finding.Known);
        lines.WriteLine($"{Formatting.Count(document.Findings.Count - known, "finding")}{(known > 0 ? $", and {Formatting.Count(known)} of the baseline" : "")} in {Formatting.Count(document.Files, "file")} of {Formatting.Count(document.Projects, "project")} ({(document.Mode == "msbuild" ? "MSBuild" : "plain sources")}): {Summary(document)}");
        foreach (var note in document.Notes)
        {
            lines.WriteLine($"note: {note}");
        }

        if (result.Fixed > 0)
        {
            lines.WriteLine($"{Formatting.Count(result.Fixed)} fixed in {Formatting.Count(result.ChangedFiles, "file")}");
            foreach (var project in result.Unreferenced)
            {
                lines.WriteLine($"note: the fixed code needs the package: dotnet add {project} package IoPolicy");
            }
        }

        if (writtenBaseline is not null)
        {
            lines.WriteLine($"{writtenBaseline}: written");
        }
    }

    private static string MovesText(Finding finding) => finding.Moves switch
    {
        null => "",
        "whole" => ", the whole file",
        "loop" => ", a loop without a bound",
        var bytes => $", {bytes} bytes",
    };

    private static string Summary(ScanDocument document) =>
        document.Rules.Count == 0 ? "no finding" : string.Join(", ", document.Rules.Select(static rule => $"{rule.Key} {Formatting.Count(rule.Value)}"));
}

/// <summary>The lowest severity that makes a scan fail.</summary>
internal enum FailLevel
{
    /// <summary>Errors and warnings.</summary>
    Warning,

    /// <summary>All findings.</summary>
    Suggestion,

    /// <summary>No finding.</summary>
    Never,
}
