using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>IOP510: moves the flush after the loop.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SyncInLoopCodeFix)), Shared]
public sealed class SyncInLoopCodeFix() : RuleCodeFix(RuleIdentifiers.SyncInLoop)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (StatementEdits.At(root, diagnostic.Location) is ExpressionStatementSyntax { Parent: BlockSyntax { Parent: ForStatementSyntax or ForEachStatementSyntax } body } sync
            && body.Parent is StatementSyntax { Parent: BlockSyntax } loop
            && body.Statements.Count > 1
            && !StatementEdits.HasJump(body)
            && !StatementEdits.HasComment(sync))
        {
            Offer(context, diagnostic, "Flush the file to disk once after the loop", RuleIdentifiers.SyncInLoop, () =>
            {
                var moved = sync.WithLeadingTrivia(LineBreaks.IndentOf(loop)).WithTrailingTrivia(loop.GetTrailingTrivia()).WithAdditionalAnnotations(Formatter.Annotation);
                return root.ReplaceNode(loop, [loop.ReplaceNode(body, body.WithStatements(body.Statements.Remove(sync))), moved]);
            });
        }

        return Task.CompletedTask;
    }
}
