using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP003: policies on one method and one file that cannot both be carried out: keep the header's pages, and drop them.
/// A read and a write policy go together: a rewrite reads and writes.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContradictingPoliciesAnalyzer() : PolicyAnalyzer(Contradicting)
{
    private static readonly DiagnosticDescriptor Contradicting = new(
        RuleIdentifiers.ContradictingPolicies,
        title: "Policies contradict each other",
        messageFormat: "{0} contradicts {1} on '{2}', which {3} the pages of the same file: remove one of the two",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "[HeaderOnly] keeps the pages of the file in the cache, the drop policies drop them.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ContradictingPolicies));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        for (var index = 1; index < method.Policies.Length; index++)
        {
            var (options, attribute) = method.Policies[index];
            foreach (var (earlier, _) in method.Policies.Take(index))
            {
                if ((options.Kind == PolicyKind.HeaderOnly) != (earlier.Kind == PolicyKind.HeaderOnly) && CanMeanTheSameFile(options, earlier))
                {
                    method.Report(Diagnostic.Create(
                        Contradicting,
                        method.LocationOf(attribute),
                        PolicyNames.Bracketed(options.Kind),
                        PolicyNames.Bracketed(earlier.Kind),
                        method.Method.Name,
                        earlier.Kind == PolicyKind.HeaderOnly ? "keeps" : "drops"));
                    break;
                }
            }
        }
    });

    private static bool CanMeanTheSameFile(PolicyOptions left, PolicyOptions right) =>
        left.File is null || right.File is null || left.File == right.File;
}
