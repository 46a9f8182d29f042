using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP203: <c>WriteBackAndDrop</c> in the place of <c>Drop</c>; it takes the same arguments.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DropWithoutWritebackCodeFix)), Shared]
public sealed class DropWithoutWritebackCodeFix() : RuleCodeFix(RuleIdentifiers.DropWithoutWriteback)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && (call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression) is IdentifierNameSyntax name)
        {
            Offer(context, diagnostic, "Use WriteBackAndDrop", RuleIdentifiers.DropWithoutWriteback, () => root.ReplaceNode(name, SyntaxFactory.IdentifierName("WriteBackAndDrop").WithTriviaFrom(name)));
        }

        return Task.CompletedTask;
    }
}
