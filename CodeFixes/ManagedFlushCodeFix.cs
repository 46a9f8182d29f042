using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP502: calls <c>Flush(flushToDisk: true)</c>. An awaited <c>FlushAsync</c> is replaced as a whole.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ManagedFlushCodeFix)), Shared]
public sealed class ManagedFlushCodeFix() : RuleCodeFix(RuleIdentifiers.ManagedFlush)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } flush
            && NameOf(flush) is { } name
            && !flush.ArgumentList.Arguments.Any(StatementEdits.HasComment)
            && Replaced(flush, name) is { } replaced)
        {
            var toDisk = flush.ReplaceNode(name, SyntaxFactory.IdentifierName("Flush").WithTriviaFrom(name))
                .WithArgumentList(flush.ArgumentList.WithArguments(SyntaxFactory.ParseArgumentList("(flushToDisk: true)").Arguments));
            Offer(context, diagnostic, "Call Flush(flushToDisk: true)", RuleIdentifiers.ManagedFlush, () => root.ReplaceNode(replaced, toDisk.WithTriviaFrom(replaced)));
        }

        return Task.CompletedTask;
    }

    private static SimpleNameSyntax? NameOf(InvocationExpressionSyntax flush) => flush.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name,
        MemberBindingExpressionSyntax binding => binding.Name,
        _ => null,
    };

    /// <summary>Gets the expression that the call replaces. Null if other code uses the task of <c>FlushAsync</c>.</summary>
    private static ExpressionSyntax? Replaced(InvocationExpressionSyntax flush, SimpleNameSyntax name)
    {
        if (name.Identifier.ValueText != "FlushAsync")
        {
            return flush;
        }

        ExpressionSyntax task = flush.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } ? configured : flush;
        return task.Parent is AwaitExpressionSyntax { Parent: ExpressionStatementSyntax } wait ? wait : null;
    }
}
