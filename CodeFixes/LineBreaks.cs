using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.CodeFixes;

/// <summary>The line breaks and indents of a file, which a fix keeps.</summary>
internal static class LineBreaks
{
    internal static SyntaxTrivia From(SyntaxNode root)
    {
        var first = root.DescendantTrivia().FirstOrDefault(static trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia));
        return first == default ? SyntaxFactory.ElasticLineFeed : SyntaxFactory.EndOfLine(first.ToString());
    }

    /// <summary>Gets the indent of a member. Empty if the member does not start its line.</summary>
    internal static SyntaxTriviaList IndentOf(SyntaxNode member)
    {
        var leading = member.GetLeadingTrivia();
        return leading.Count > 0 && leading[leading.Count - 1] is var last && last.IsKind(SyntaxKind.WhitespaceTrivia) ? [last] : [];
    }
}
