using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>
/// IOP302: puts the policy of the overridden method on the method too, and makes the method partial if calls through the
/// overridden method would still bypass the policy.
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
        var slots = MethodPolicies.GetOverriddenMembers(symbol).ToList();
        var lost = slots.Select(slot => policies.Get(slot)).FirstOrDefault(static found => !found.IsEmpty);
        var conditions = new PolicyConditions(model.Compilation);
        if (lost.IsDefaultOrEmpty || !lost.All(options => options.IsInRange
            && FileCandidates.Find(symbol, options).Length == 1
            && (options.When is not { } condition || conditions.FindFor(symbol, condition).Fault == ConditionFault.None)))
        {
            return;
        }

        var annotated = PolicyAttributes.AddTo(method, lost, LineBreaks.From(root));
        if (slots.All(slot => !policies.Get(slot).IsEmpty && !InterceptableMethods.HasPartialWrapper(slot)))
        {
            Offer(context, diagnostic, "Add the attribute", RuleIdentifiers.PolicyNotInherited, () => root.ReplaceNode(method, annotated));
        }
        else if (PartialEdits.CanMakePartial(symbol, method))
        {
            Offer(context, diagnostic, "Add the attribute and make the method partial", RuleIdentifiers.PolicyNotInherited + ":both", () => PartialEdits.MakePartial(root, method, annotated));
        }
    }
}
