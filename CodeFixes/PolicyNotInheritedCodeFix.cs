using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>
/// IOP302: puts the policy of the overridden or implemented method on the method too. Makes the method partial if calls through
/// the overridden or implemented method would still bypass the policy.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PolicyNotInheritedCodeFix)), Shared]
public sealed class PolicyNotInheritedCodeFix() : RuleCodeFix(RuleIdentifiers.PolicyNotInherited)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (diagnostic.Properties.ContainsKey(PolicyNotInheritedAnalyzer.Differs)
            || root.FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method
            || await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is not { } model
            || model.GetDeclaredSymbol(method, context.CancellationToken) is not IMethodSymbol { MethodKind: MethodKind.Ordinary } symbol)
        {
            return;
        }

        if (diagnostic.Properties.ContainsKey(PolicyNotInheritedAnalyzer.IsAnnotated))
        {
            if (PartialEdits.CanMakePartial(symbol, method))
            {
                Offer(context, diagnostic, $"Make '{symbol.Name}' partial", RuleIdentifiers.PolicyNotInherited + ":partial", () => PartialEdits.MakePartial(root, method));
            }

            return;
        }

        var policies = new MethodPolicies(model.Compilation);
        var overridden = MethodPolicies.GetOverriddenMembers(symbol).ToList();
        var inherited = overridden.Select(member => policies.Get(member)).FirstOrDefault(static found => !found.IsEmpty);
        var conditions = new PolicyConditions(model.Compilation);
        if (inherited.IsDefaultOrEmpty || !inherited.All(options => options.IsInRange
            && FileCandidates.Find(symbol, options).Length == 1
            && (options.When is not { } condition || conditions.FindFor(symbol, condition).Fault == ConditionFault.None)))
        {
            return;
        }

        var annotated = PolicyAttributes.AddTo(method, inherited, LineBreaks.From(root));
        if (overridden.All(member => !policies.Get(member).IsEmpty && !InterceptableMethods.HasPartialWrapper(member)))
        {
            Offer(context, diagnostic, "Add the attribute", RuleIdentifiers.PolicyNotInherited, () => root.ReplaceNode(method, annotated));
        }
        else if (PartialEdits.CanMakePartial(symbol, method))
        {
            Offer(context, diagnostic, "Add the attribute and make the method partial", RuleIdentifiers.PolicyNotInherited + ":both", () => PartialEdits.MakePartial(root, method, annotated));
        }
    }
}
