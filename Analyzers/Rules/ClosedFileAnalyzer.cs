using IoPolicy.Analyzers.Operations;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP201: the method closes the policy's file, so the advice at the end of the method has no open file.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ClosedFileAnalyzer() : PolicyAnalyzer(ClosedFile)
{
    private static readonly DiagnosticDescriptor ClosedFile = new(
        RuleIdentifiers.ClosedFile,
        title: "The method closes the file before the advice",
        messageFormat: "{0} on '{1}' has no effect because line {2} closes '{3}' before the method returns. {4}.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "The advice at the end of the method needs an open file.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ClosedFile));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicyBody(context, static body =>
    {
        foreach (var (options, _) in body.Policies)
        {
            if (options is { Kind: not PolicyKind.HeaderOnly, Background: false }
                && body.FileOf(options) is { } file
                && FileCandidates.Find(body.Method, options) is [{ Place: not FilePlace.Result } candidate]
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
                    found.IsWrapper ? "Pass leaveOpen: true" : "Set Background = true, or let the caller close the file"));
            }
        }
    });

    /// <summary>
    /// Whether the body gets a drop-behind stream, which drops the rest when it is closed. A method that closes its file has
    /// no automatic windows, only requested windows.
    /// </summary>
    private static bool HasWindows(IMethodSymbol method, PolicyOptions options, FileCandidate file) =>
        options.RequestedWindow > 0 && FileCandidates.IsWrappable(method, file);
}
