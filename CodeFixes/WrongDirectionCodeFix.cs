using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP104: replaces the policy by the one for the other direction, or by <c>[HeaderOnly]</c>, and keeps the common options.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(WrongDirectionCodeFix)), Shared]
public sealed class WrongDirectionCodeFix() : PolicyCodeFix(RuleIdentifiers.WrongDirection)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute)
    {
        if (diagnostic.Properties.TryGetValue(WrongDirectionAnalyzer.Right, out var name) && name is not null)
        {
            OfferPolicy(context, diagnostic, root, attribute, name);
        }
    }
}
