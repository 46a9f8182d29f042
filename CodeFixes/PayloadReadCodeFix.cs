using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP102: replaces <c>[HeaderOnly]</c> by <c>[DropPagesAfterFullRead]</c> for the same file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PayloadReadCodeFix)), Shared]
public sealed class PayloadReadCodeFix() : PolicyCodeFix(RuleIdentifiers.PayloadRead)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute) =>
        OfferPolicy(context, diagnostic, root, attribute, PolicyNames.AttributeName(PolicyKind.DropAfterFullRead));
}
