using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>IOP511: removes the empty handler, and the <c>try</c> statement if nothing else is left of it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SwallowedFlushCodeFix)), Shared]
public sealed class SwallowedFlushCodeFix() : RuleCodeFix(RuleIdentifiers.SwallowedFlush)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (AttemptOf(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true)) is not { } attempt
            || attempt.Catches.FirstOrDefault(Catches) is not { Block.Statements.Count: 0 } handler
            || StatementEdits.HasComment(handler))
        {
            return Task.CompletedTask;
        }

        if (attempt.Catches.Count > 1 || attempt.Finally is not null)
        {
            Offer(context, diagnostic, "Remove the empty handler", RuleIdentifiers.SwallowedFlush, () => root.RemoveNode(handler, SyntaxRemoveOptions.KeepNoTrivia)!);
        }
        else if (attempt.Parent is BlockSyntax && StatementEdits.CanUnwrap(attempt.Block) && !StatementEdits.HasComment(attempt))
        {
            Offer(context, diagnostic, "Remove the empty handler", RuleIdentifiers.SwallowedFlush, () => root.ReplaceNode(
                attempt, attempt.Block.Statements.Select(static statement => statement.WithAdditionalAnnotations(Formatter.Annotation))));
        }

        return Task.CompletedTask;
    }

    private static TryStatementSyntax? AttemptOf(SyntaxNode flush) =>
        flush.Ancestors().OfType<TryStatementSyntax>().FirstOrDefault(attempt => attempt.Block.Span.Contains(flush.Span) && attempt.Catches.Any(Catches));

    /// <summary>Whether the handler gets an <c>IOException</c>, by the name of its type.</summary>
    private static bool Catches(CatchClauseSyntax handler) =>
        handler.Declaration is null || handler.Declaration.Type.ToString() is var type && (type.EndsWith("IOException", StringComparison.Ordinal) || type is "Exception" or "System.Exception" or "SystemException" or "object");
}
