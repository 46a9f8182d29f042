using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP204: removes <c>WindowBytes</c>, which has no effect.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnwrappableWindowCodeFix)), Shared]
public sealed class UnwrappableWindowCodeFix() : PolicyCodeFix(RuleIdentifiers.UnwrappableWindow)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute) =>
        Offer(
            context,
            diagnostic,
            "Remove WindowBytes",
            RuleIdentifiers.UnwrappableWindow,
            () => root.ReplaceNode(attribute, AttributeEdits.KeepingArguments(attribute, static name => name != nameof(PolicyOptions.WindowBytes))));
}
