using IoPolicy.Analyzers.ByteBounds;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP102: <c>[HeaderOnly]</c> on a method that provably reads to the end of the file, or as many bytes as an unchecked number in the file
/// states.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class PayloadReadAnalyzer() : PolicyAnalyzer(PayloadRead)
{
    private static readonly DiagnosticDescriptor PayloadRead = new(
        RuleIdentifiers.PayloadRead,
        title: "A header-only method reads a payload",
        messageFormat: "'{0}' has [HeaderOnly] but reads '{1}' without a bound ({2}). Use [DropPagesAfterFullRead], or check the length before the read.",
        RuleHelp.Category,
        DiagnosticSeverity.Warning,
        isEnabledByDefault: true,
        description: "Under [HeaderOnly] the kernel does not read ahead, and all pages stay cached. A payload is then read page by page, and it evicts other pages.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.PayloadRead));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachBound(context, PolicyKind.HeaderOnly, static (method, attribute, _, candidate, bounds) =>
        {
            if (bounds.Read.Amount.Kind == AmountKind.Whole)
            {
                var explanation = Explanation.Of(bounds.Read);
                method.Report(Diagnostic.Create(
                    PayloadRead, method.LocationOf(attribute), explanation.Locations, method.Method.Name, candidate.Name, explanation.Text));
            }
        });
        ForEachOpenedBound(context, PolicyKind.HeaderOnly, static (method, attribute, _, opened) =>
        {
            foreach (var (site, bounds) in opened.Files.Where(static file => file.Bounds.Read.Amount.Kind == AmountKind.Whole))
            {
                var explanation = Explanation.Of(bounds.Read);
                method.Report(Diagnostic.Create(
                    PayloadRead, method.LocationOf(attribute), explanation.Locations, method.Method.Name, OpenedBounds.NameOf(site), explanation.Text));
            }
        });
    }
}
