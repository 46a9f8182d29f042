using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP201: the method closes the policy's file: when the hint is due, there is no open file to give it to.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedFileAnalyzer() : PolicyAnalyzer(ClosedFile)
{
    private static readonly DiagnosticDescriptor ClosedFile = new(
        RuleIdentifiers.ClosedFile,
        title: "The file is closed before the hint can run",
        messageFormat: "{0} on '{1}' does nothing: line {2} closes '{3}' before the hint, which comes when the method returns; {4}",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The hint goes to an open file. Where the method closes it, the carrier has none left.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ClosedFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, _) in body.Policies)
        {
            if (options is { Kind: not PolicyKind.HeaderOnly, Background: false }
                && body.FileOf(options) is { } file
                && FileCandidates.Find(body.Method, options.File) is [{ Place: not FilePlace.Result } candidate]
                && !HasWindows(body.Method, options, candidate)
                && FileClosing.Find([.. body.Operations], file) is { Place: { } place } found)
            {
                body.Report(Diagnostic.Create(
                    ClosedFile,
                    place.GetLocation(),
                    PolicyNames.Bracketed(options.Kind),
                    body.Method.Name,
                    place.GetLocation().GetLineSpan().StartLinePosition.Line + 1,
                    candidate.Name,
                    found.IsWrapper ? "leave it open (leaveOpen: true)" : "leave the closing to the caller, or name the file by its path"));
            }
        }
    });

    /// <summary>
    /// A wrapper that drops behind the method gives its hint when it is closed. It is there where windows are asked for by
    /// number; automatic ones are not, where the method closes its file.
    /// </summary>
    private static bool HasWindows(IMethodSymbol method, PolicyOptions options, FileCandidate file) =>
        options.RequestedWindow > 0 && FileCandidates.IsWrappable(method, file);
}
