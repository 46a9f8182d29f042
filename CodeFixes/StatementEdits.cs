using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace IoPolicy.CodeFixes;

/// <summary>Finds and inserts statements, and decides whether an edit of a block is safe.</summary>
internal static class StatementEdits
{
    /// <summary>Gets the innermost statement at the place.</summary>
    internal static StatementSyntax? At(SyntaxNode root, Location place) =>
        root.FindNode(place.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>();

    /// <summary>Inserts a statement before <paramref name="place"/>. The inserted statement gets the comments and the indent of <paramref name="place"/>.</summary>
    internal static SyntaxNode InsertBefore(SyntaxNode root, StatementSyntax place, string code)
    {
        var inserted = Parse(code, root).WithLeadingTrivia(place.GetLeadingTrivia());
        return root.ReplaceNode(place, [inserted, place.WithLeadingTrivia(LineBreaks.IndentOf(place)).WithAdditionalAnnotations(Formatter.Annotation)]);
    }

    internal static StatementSyntax Parse(string code, SyntaxNode root) =>
        SyntaxFactory.ParseStatement(code).WithTrailingTrivia(LineBreaks.From(root)).WithAdditionalAnnotations(Formatter.Annotation);

    /// <summary>Whether code of a block can use the variable.</summary>
    internal static bool IsInScope(VariableDeclaratorSyntax variable, BlockSyntax block) =>
        (variable.Parent?.Parent is UsingStatementSyntax or ForStatementSyntax ? variable.Parent.Parent : variable.FirstAncestorOrSelf<BlockSyntax>()) is { } scope
        && block.AncestorsAndSelf().Contains(scope);

    /// <summary>Whether control can leave the block by a jump, so that the statement after it is not reached.</summary>
    internal static bool HasJump(BlockSyntax block) =>
        block.DescendantNodes(static node => node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax))
            .Any(static node => node is ReturnStatementSyntax or GotoStatementSyntax or BreakStatementSyntax or YieldStatementSyntax or ContinueStatementSyntax);

    /// <summary>Whether the node has a comment or a directive, which an edit could move to the wrong place.</summary>
    internal static bool HasComment(SyntaxNode node) =>
        node.DescendantTrivia().Any(static trivia => trivia.IsKind(SyntaxKind.SingleLineCommentTrivia) || trivia.IsKind(SyntaxKind.MultiLineCommentTrivia) || trivia.IsDirective);

    /// <summary>Whether the statements of the block can move to the outer block, because they declare no variable, function or label.</summary>
    internal static bool CanUnwrap(BlockSyntax block) =>
        !block.Statements.Any(static statement => statement is LocalDeclarationStatementSyntax or LocalFunctionStatementSyntax or LabeledStatementSyntax)
        && !block.DescendantNodes().Any(static node => node is SingleVariableDesignationSyntax);
}
