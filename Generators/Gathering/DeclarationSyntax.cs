using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Gathering;

/// <summary>Compares what two versions of a file declare: all their tokens and directives, but for the code in bodies.</summary>
/// <remarks>
/// Not by <c>SyntaxTree.IsEquivalentTo(topLevel: true)</c>, which is an editor's: it passes over every block, with its
/// <c>yield</c> and <c>field</c>.
/// </remarks>
internal static class DeclarationSyntax
{
    internal static bool IsSame(SyntaxNode before, SyntaxNode after)
    {
        // Not by recursion: a sum of thousands of terms is as deep as it is long.
        var pairs = new Stack<(SyntaxNodeOrToken Before, SyntaxNodeOrToken After)>();
        pairs.Push((before, after));
        while (pairs.Count > 0)
        {
            var pair = pairs.Pop();
            if (pair.Before.AsNode() is { } node)
            {
                if (pair.After.AsNode() is not { } other || !IsSame(node, other, pairs))
                {
                    return false;
                }
            }
            else if (!pair.After.IsToken || !IsSame(pair.Before.AsToken(), pair.After.AsToken()))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether two nodes are the same but for their parts, which come to <paramref name="pairs"/>.</summary>
    private static bool IsSame(SyntaxNode before, SyntaxNode after, Stack<(SyntaxNodeOrToken Before, SyntaxNodeOrToken After)> pairs)
    {
        // What the parser took over from the earlier version, as it does with most of an edited file.
        if (before.IsIncrementallyIdenticalTo(after))
        {
            return true;
        }

        if (before.RawKind != after.RawKind)
        {
            return false;
        }

        if (IsBody(before) && IsBody(after) && IsCodeAlone(before) && IsCodeAlone(after))
        {
            return true;
        }

        var (children, others) = (before.ChildNodesAndTokens(), after.ChildNodesAndTokens());
        if (children.Count != others.Count)
        {
            return false;
        }

        // Not by index, which is a search from the start.
        var other = others.GetEnumerator();
        foreach (var child in children)
        {
            _ = other.MoveNext();
            pairs.Push((child, other.Current));
        }

        return true;
    }

    private static bool IsSame(SyntaxToken before, SyntaxToken after) =>
        before.RawKind == after.RawKind
        && before.IsMissing == after.IsMissing
        && before.Text == after.Text

        // A directive is trivia of the token after it.
        && before.ContainsDirectives == after.ContainsDirectives
        && (!before.ContainsDirectives || before.ToFullString() == after.ToFullString());

    /// <summary>The body of a member. That of an accessor or an operator is one too; an initializer is none.</summary>
    private static bool IsBody(SyntaxNode node) =>
        node is BlockSyntax or ArrowExpressionClauseSyntax
        && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax;

    /// <summary>
    /// Whether nothing in a body says anything of a declaration: a directive holds beyond the body's end, <c>yield</c> makes
    /// its method an iterator, and <c>field</c> gives its property a field.
    /// </summary>
    private static bool IsCodeAlone(SyntaxNode body) =>
        !body.ContainsDirectives
        && !body.DescendantNodes().Any(static node => node is YieldStatementSyntax or FieldExpressionSyntax);
}
