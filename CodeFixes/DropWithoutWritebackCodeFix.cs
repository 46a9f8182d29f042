using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP203: replaces <c>Drop</c> by <c>WriteBackAndDrop</c>, which has the same parameters.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DropWithoutWritebackCodeFix)), Shared]
public sealed class DropWithoutWritebackCodeFix() : RuleCodeFix(RuleIdentifiers.DropWithoutWriteback)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
            && (call.Expression is MemberAccessExpressionSyntax access ? access.Name : call.Expression) is IdentifierNameSyntax name)
        {
            Offer(context, diagnostic, "Use PageCache.WriteBackAndDrop", RuleIdentifiers.DropWithoutWriteback, () => root.ReplaceNode(name, SyntaxFactory.IdentifierName("WriteBackAndDrop").WithTriviaFrom(name)));
        }

        return Task.CompletedTask;
    }
}
