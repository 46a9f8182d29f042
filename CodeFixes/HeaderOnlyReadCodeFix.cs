using System.Composition;
using IoPolicy.Analyzers;
using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>
/// IOP101: replaces <c>[DropPagesAfterFullRead]</c> by <c>[HeaderOnly]</c>. Keeps <c>File</c>, <c>Opened</c>, <c>On</c> and <c>Method</c>,
/// and removes the other options.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(HeaderOnlyReadCodeFix)), Shared]
public sealed class HeaderOnlyReadCodeFix() : PolicyCodeFix(RuleIdentifiers.HeaderOnlyRead)
{
    private protected override void Register(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root, AttributeSyntax attribute) =>
        OfferPolicy(context, diagnostic, root, attribute, PolicyNames.AttributeName(PolicyKind.HeaderOnly));
}
