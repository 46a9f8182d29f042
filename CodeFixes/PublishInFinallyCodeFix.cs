using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>IOP506: moves the call behind the <c>try</c> statement, where it runs only if nothing has failed.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(PublishInFinallyCodeFix)), Shared]
public sealed class PublishInFinallyCodeFix() : RuleCodeFix(RuleIdentifiers.PublishInFinally)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        // A handler could swallow the exception, and a jump would skip the call.
        if (StatementEdits.At(root, diagnostic.Location) is ExpressionStatementSyntax
            {
                Parent: BlockSyntax { Parent: FinallyClauseSyntax { Parent: TryStatementSyntax { Parent: BlockSyntax, Catches.Count: 0 } attempt } last } cleanup,
            } publish
            && !StatementEdits.HasJump(attempt.Block)
            && !StatementEdits.HasComment(last))
        {
            var rest = cleanup.Statements.Remove(publish);
            if (rest.Count > 0)
            {
                Offer(context, diagnostic, "Move the call behind the try statement", RuleIdentifiers.PublishInFinally, () =>
                    root.ReplaceNode(attempt, [attempt.ReplaceNode(cleanup, cleanup.WithStatements(rest)), Moved(publish, attempt)]));
            }
            else if (StatementEdits.CanUnwrap(attempt.Block) && !StatementEdits.HasComment(attempt))
            {
                Offer(context, diagnostic, "Replace the try statement by its code", RuleIdentifiers.PublishInFinally, () =>
                    root.ReplaceNode(attempt, [.. attempt.Block.Statements.Select(static statement => statement.WithAdditionalAnnotations(Formatter.Annotation)), Moved(publish, attempt)]));
            }
        }

        return Task.CompletedTask;
    }

    private static StatementSyntax Moved(StatementSyntax publish, TryStatementSyntax attempt) => publish
        .WithLeadingTrivia(LineBreaks.IndentOf(attempt))
        .WithTrailingTrivia(attempt.GetTrailingTrivia())
        .WithAdditionalAnnotations(Formatter.Annotation);
}
