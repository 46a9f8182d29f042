using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>
/// IOP003: <c>[HeaderOnly]</c> and a drop policy for one file of one method, or two policies of one kind. A read policy and a write
/// policy do not contradict each other, because a method can rewrite a file.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ContradictingPoliciesAnalyzer() : PolicyAnalyzer(Contradicting, Repeating)
{
    private const string Title = "The policies contradict each other";
    private const string Description = "[HeaderOnly] keeps the pages of a file in the page cache, and a drop policy drops them. A file has one policy of a kind.";

    private static readonly DiagnosticDescriptor Contradicting = new(
        RuleIdentifiers.ContradictingPolicies,
        Title,
        messageFormat: "{0} on '{1}' contradicts {2}, which {3} the pages of the same file. Remove one of the two attributes.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.ContradictingPolicies));

    private static readonly DiagnosticDescriptor Repeating = new(
        RuleIdentifiers.ContradictingPolicies,
        Title,
        messageFormat: "{0} on '{1}' is a second policy of one kind for the same file. Remove one of the two attributes.",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        Description,
        RuleHelp.UriOf(RuleIdentifiers.ContradictingPolicies));

    protected override void Start(CompilationStartAnalysisContext context)
    {
        ForEachPolicy(context, static method => Check(method.Policies, method.Method.Name, static (left, right) => left.CanMeanTheFileOf(right), method.LocationOf, method.Report));
        ForEachPolicyType(context, static type => Check(type.Policies, type.Type.Name, static (_, _) => true, type.LocationOf, type.Report));
        ForEachAssemblyPolicy(context, static policy =>
        {
            var all = CallPolicyReader.Of(policy.Compilation).Assembly;
            foreach (var earlier in all.Take(all.IndexOf(policy.Policy)))
            {
                if (earlier.Methods.Intersect(policy.Policy.Methods, SymbolEqualityComparer.Default).Any(method => HaveOneFile((IMethodSymbol)method!, earlier.Options, policy.Options))
                    && Describe(policy.Options, earlier.Options, policy.Options.Method!, policy.LocationOf()) is { } report)
                {
                    policy.Report(report);
                    break;
                }
            }
        });
    }

    private static void Check(
        ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> policies,
        string name,
        Func<PolicyOptions, PolicyOptions, bool> canMeanTheSameFile,
        Func<AttributeData, string?, Location> locationOf,
        Action<Diagnostic> report)
    {
        for (var index = 1; index < policies.Length; index++)
        {
            var (options, attribute) = policies[index];
            foreach (var (earlier, _) in policies.Take(index))
            {
                if (canMeanTheSameFile(options, earlier) && Describe(options, earlier, name, locationOf(attribute, null)) is { } found)
                {
                    report(found);
                    break;
                }
            }
        }
    }

    private static Diagnostic? Describe(PolicyOptions options, PolicyOptions earlier, string name, Location location) =>
        options.Contradicts(earlier)
            ? Diagnostic.Create(Contradicting, location, PolicyNames.Bracketed(options.Kind), name, PolicyNames.Bracketed(earlier.Kind), earlier.Kind == PolicyKind.HeaderOnly ? "keeps" : "drops")
        : options.Repeats(earlier) ? Diagnostic.Create(Repeating, location, PolicyNames.Bracketed(options.Kind), name)
        : null;

    private static bool HaveOneFile(IMethodSymbol method, PolicyOptions left, PolicyOptions right) =>
        FileCandidates.Find(method, left) is [var file] && FileCandidates.Find(method, right) is [var other] && file == other;
}
