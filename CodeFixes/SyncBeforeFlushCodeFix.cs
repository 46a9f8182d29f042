using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>IOP507: flushes the writer before the file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SyncBeforeFlushCodeFix)), Shared]
public sealed class SyncBeforeFlushCodeFix() : RuleCodeFix(RuleIdentifiers.SyncBeforeFlush)
{
    private protected override Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (diagnostic.AdditionalLocations is [var creation]
            && root.FindNode(creation.SourceSpan, getInnermostNodeForTie: true).Parent?.Parent is VariableDeclaratorSyntax writer
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax { Parent: BlockSyntax block } sync
            && StatementEdits.IsInScope(writer, block))
        {
            var flush = SyntaxFactory.ParseStatement($"{writer.Identifier.Text}.Flush();")
                .WithLeadingTrivia(sync.GetLeadingTrivia())
                .WithTrailingTrivia(LineBreaks.From(root))
                .WithAdditionalAnnotations(Formatter.Annotation);
            Offer(context, diagnostic, $"Call Flush on '{writer.Identifier.ValueText}' first", RuleIdentifiers.SyncBeforeFlush, () =>
                root.ReplaceNode(sync, [flush, sync.WithLeadingTrivia(LineBreaks.IndentOf(sync)).WithAdditionalAnnotations(Formatter.Annotation)]));
        }

        return Task.CompletedTask;
    }
}
