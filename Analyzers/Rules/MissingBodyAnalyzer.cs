using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace IoPolicy.Analyzers.Rules;

/// <summary>IOP004: a partial method with a policy has no <c>…Core</c> body, or one with another signature.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class MissingBodyAnalyzer() : PolicyAnalyzer(MissingBody)
{
    private static readonly DiagnosticDescriptor MissingBody = new(
        RuleIdentifiers.MissingBody,
        title: "A partial method with a policy needs its body",
        messageFormat: "{0} on '{1}': {2}",
        RuleHelp.Category,
        DiagnosticSeverity.Error,
        isEnabledByDefault: true,
        description: "The generator implements a partial method with a policy; what you write is its body, a method of the same signature whose name has Core at its end, before Async.",
        helpLinkUri: RuleHelp.UriOf(RuleIdentifiers.MissingBody));

    protected override void Start(CompilationStartAnalysisContext context) => ForEachPolicy(context, static method =>
    {
        if (PolicyBody.IsWantedFor(method.Method) && PolicyBody.Find(method.Method) is null)
        {
            var name = PolicyBody.NameFor(method.Method.Name);
            var others = method.Method.ContainingType.GetMembers(name);
            method.Report(Diagnostic.Create(
                MissingBody,
                method.Method.Locations[0],
                others.SelectMany(static other => other.Locations.Where(static location => location.IsInSource)).ToImmutableArray(),
                PolicyNames.Bracketed(method.Policies[0].Options.Kind),
                method.Method.Name,
                others.IsEmpty
                    ? $"there is no '{name}': write the method's body under that name, with the same signature"
                    : $"'{name}' is no body for it: give it the same static, parameters, type parameters and result as '{method.Method.Name}'"));
        }
    });
}
