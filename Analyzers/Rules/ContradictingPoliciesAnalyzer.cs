using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP003: <c>[HeaderOnly]</c> and a drop policy for one file of one method. A read policy and a write policy do not
/// contradict each other, because a method can rewrite a file.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContradictingPoliciesAnalyzer() : PolicyAnalyzer(Contradicting)
{
    private static readonly DiagnosticDescriptor Contradicting = new(
        RuleIdentifiers.ContradictingPolicies,
        title: "The policies contradict each other",
        messageFormat: "{0} on '{1}' contradicts {2}, which {3} the pages of the same file. Remove one of the two attributes.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "[HeaderOnly] keeps the pages of a file in the page cache, and a drop policy drops them.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.ContradictingPolicies));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        for (var index = 1; index < method.Policies.Length; index++)
        {
            var (options, attribute) = method.Policies[index];
            foreach (var (earlier, _) in method.Policies.Take(index))
            {
                if (options.Contradicts(earlier) && CanMeanTheSameFile(options, earlier))
                {
                    method.Report(Diagnostic.Create(
                        Contradicting,
                        method.LocationOf(attribute),
                        PolicyNames.Bracketed(options.Kind),
                        method.Method.Name,
                        PolicyNames.Bracketed(earlier.Kind),
                        earlier.Kind == PolicyKind.HeaderOnly ? "keeps" : "drops"));
                    break;
                }
            }
        }
    });

    private static bool CanMeanTheSameFile(PolicyOptions left, PolicyOptions right) =>
        left.Opened == right.Opened && (left.File is null || right.File is null || left.File == right.File);
}
