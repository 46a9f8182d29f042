using System.Composition;
using IoPolicy.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.CodeFixes;

/// <summary>IOP503: removes the deletion, and lets the rename replace the old file.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(DeleteBeforeRenameCodeFix)), Shared]
public sealed class DeleteBeforeRenameCodeFix() : RuleCodeFix(RuleIdentifiers.DeleteBeforeRename)
{
    private protected override async Task RegisterAsync(CodeFixContext context, Diagnostic diagnostic, SyntaxNode root)
    {
        if (diagnostic.AdditionalLocations is [var place]
            && root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } delete
            && root.FindNode(place.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } rename
            && StatementOf(delete) is { } deletion
            && await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false) is { } model
            && Overwriting(rename, model, context.CancellationToken) is { } overwriting)
        {
            Offer(context, diagnostic, "Let the rename replace the old file", RuleIdentifiers.DeleteBeforeRename, () => Edited(root, deletion, rename, overwriting));
        }
    }

    private static SyntaxNode Edited(SyntaxNode root, StatementSyntax deletion, InvocationExpressionSyntax rename, InvocationExpressionSyntax overwriting)
    {
        var statement = rename.FirstAncestorOrSelf<StatementSyntax>()!;
        var edited = root.TrackNodes(deletion, rename, statement);
        edited = edited.ReplaceNode(edited.GetCurrentNode(rename)!, overwriting);
        if (deletion.Parent is BlockSyntax block && block.Statements.IndexOf(statement) == block.Statements.IndexOf(deletion) + 1 && !HasComment(statement))
        {
            // The rename takes the place of the deletion, without the empty line between them.
            var moved = edited.GetCurrentNode(statement)!;
            edited = edited.ReplaceNode(moved, moved.WithLeadingTrivia(deletion.GetLeadingTrivia()));
        }

        return edited.RemoveNode(edited.GetCurrentNode(deletion)!, SyntaxRemoveOptions.KeepUnbalancedDirectives)!;
    }

    /// <summary>Gets the statement that contains only the deletion: the call, or an <c>if</c> around it, such as <c>if (File.Exists(path))</c>.</summary>
    private static StatementSyntax? StatementOf(InvocationExpressionSyntax delete)
    {
        if (delete.Parent is not ExpressionStatementSyntax statement)
        {
            return null;
        }

        StatementSyntax whole = statement.Parent is BlockSyntax { Statements.Count: 1, Parent: IfStatementSyntax } block ? block : statement;
        var result = whole.Parent is IfStatementSyntax { Else: null } choice && choice.Statement == whole ? choice : whole;
        return result.Parent is BlockSyntax && !HasComment(result) ? result : null;
    }

    private static bool HasComment(SyntaxNode node) =>
        node.DescendantTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective);

    /// <summary>Gets the call with <c>overwrite: true</c>. Null if it is no move, or if the framework has no such parameter.</summary>
    private static InvocationExpressionSyntax? Overwriting(InvocationExpressionSyntax rename, SemanticModel model, CancellationToken cancellation)
    {
        if (model.GetSymbolInfo(rename, cancellation).Symbol is not IMethodSymbol { Name: "Move" or "MoveTo" } method
            || !method.ContainingType.GetMembers(method.Name).OfType<IMethodSymbol>().Any(static other => other.Parameters is [.., { Name: "overwrite" }]))
        {
            return null;
        }

        var arguments = rename.ArgumentList.Arguments;
        if (method.Parameters is [.., { Name: "overwrite" }])
        {
            return arguments[arguments.Count - 1] is { Expression: LiteralExpressionSyntax literal } last
                ? rename.ReplaceNode(last, last.WithExpression(SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression).WithTriviaFrom(literal)))
                : null;
        }

        var overwrite = SyntaxFactory.Argument(SyntaxFactory.NameColon("overwrite").WithTrailingTrivia(SyntaxFactory.Space), default, SyntaxFactory.LiteralExpression(SyntaxKind.TrueLiteralExpression));
        return rename.WithArgumentList(rename.ArgumentList.AddArguments(overwrite.WithLeadingTrivia(SyntaxFactory.Space)));
    }
}
