using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP003: removes the policy that contradicts an earlier one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ContradictingPoliciesCodeFix)), Shared]
public sealed class ContradictingPoliciesCodeFix() : PolicyCodeFix(RuleIdentifiers.ContradictingPolicies)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute) =>
        Offer(context, diagnostic, $"Remove [{attribute.Name}]", RuleIdentifiers.ContradictingPolicies, () => AttributeEdits.Without(root, attribute));
}
