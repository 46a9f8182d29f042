using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>IOP501: flushes the stream to disk before it is closed, or before the rename if it is still open.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RenameWithoutFlushCodeFix)), Shared]
public sealed class RenameWithoutFlushCodeFix() : RuleCodeFix(RuleIdentifiers.RenameWithoutFlush)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (diagnostic.AdditionalLocations is [var opening]
            && root.FindNode(opening.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<VariableDeclaratorSyntax>() is { Initializer.Value: var value } variable
            && value.Span == opening.SourceSpan
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is { } rename
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && FindPlace(variable, rename, model) is var (block, index)
            && model.GetDeclaredSymbol(variable, context.CancellationToken) is ILocalSymbol { Type.Name: "FileStream" })
        {
            var flush = SyntaxFactory.ParseStatement($"{variable.Identifier.Text}.Flush(flushToDisk: true);")
                .WithTrailingTrivia(LineBreaks.From(root))
                .WithAdditionalAnnotations(Formatter.Annotation);
            Offer(context, diagnostic, "Flush the file to disk first", RuleIdentifiers.RenameWithoutFlush, () => root.ReplaceNode(block, block.WithStatements(block.Statements.Insert(index, flush))));
        }
    }

    /// <summary>Gets the place after the last write: the end of the <c>using</c> block, or before the statement that closes the file or renames it.</summary>
    private static (BlockSyntax Block, int Index)? FindPlace(VariableDeclaratorSyntax variable, StatementSyntax rename, SemanticModel model)
    {
        switch (variable.Parent?.Parent)
        {
            case UsingStatementSyntax { Statement: BlockSyntax block }:
                return block.Span.Contains(rename.Span) ? Before(rename, block) : AtEnd(block, model);
            case LocalDeclarationStatementSyntax { Parent: BlockSyntax block } declaration:
                if (block.Statements.LastOrDefault(statement => statement.SpanStart > declaration.SpanStart && Closes(statement, variable.Identifier.ValueText)) is { } close)
                {
                    return close.SpanStart < rename.SpanStart ? Before(close, block) : null;
                }

                return !declaration.UsingKeyword.IsKind(SyntaxKind.UsingKeyword) ? null
                    : block.Span.Contains(rename.Span) ? Before(rename, block)
                    : AtEnd(block, model);
            default:
                return null;
        }
    }

    private static (BlockSyntax Block, int Index)? Before(StatementSyntax statement, BlockSyntax block) =>
        statement.Parent == block ? (block, block.Statements.IndexOf(statement)) : null;

    private static (BlockSyntax Block, int Index)? AtEnd(BlockSyntax block, SemanticModel model) => EndIsReached(block, model) ? (block, block.Statements.Count) : null;

    private static bool EndIsReached(BlockSyntax block, SemanticModel model) =>
        block.Statements.LastOrDefault() is not LocalFunctionStatementSyntax && model.AnalyzeControlFlow(block) is { Succeeded: true, EndPointIsReachable: true };

    private static bool Closes(StatementSyntax statement, string variable) =>
        statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Dispose" or "Close", Expression: IdentifierNameSyntax name } } }
        && name.Identifier.ValueText == variable;
}
