using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP204: removes <c>WindowBytes</c>, which has no effect.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(UnsupportedWindowCodeFix)), Shared]
public sealed class UnsupportedWindowCodeFix() : PolicyCodeFix(RuleIdentifiers.UnsupportedWindow)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute) =>
        Offer(
            context,
            diagnostic,
            "Remove WindowBytes",
            RuleIdentifiers.UnsupportedWindow,
            () => root.ReplaceNode(attribute, AttributeEdits.KeepingArguments(attribute, static name => name != nameof(PolicyOptions.WindowBytes))));
}
