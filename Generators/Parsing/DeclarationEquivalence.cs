using IoPolicy.Analyzers.Policies;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Compares two versions of a file: all tokens and directives, except the code in method bodies.</summary>
/// <remarks>
/// <c>SyntaxTree.IsEquivalentTo(topLevel: true)</c> skips every block, also one with <c>yield</c> or <c>field</c>, which change
/// a declaration.
/// </remarks>
internal static class DeclarationEquivalence
{
    internal static bool AreEquivalent(SyntaxNode before, SyntaxNode after)
    {
        // No recursion, because a sum of thousands of terms is a tree of that depth.
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

    /// <summary>Compares two nodes without their children, and adds the pairs of children to <paramref name="pairs"/>.</summary>
    private static bool IsSame(SyntaxNode before, SyntaxNode after, Stack<(SyntaxNodeOrToken Before, SyntaxNodeOrToken After)> pairs)
    {
        // The incremental parser reuses the unchanged nodes of an edited file.
        if (before.IsIncrementallyIdenticalTo(after))
        {
            return true;
        }

        if (before.RawKind != after.RawKind)
        {
            return false;
        }

        if (IsBody(before) && IsBody(after) && IsOnlyCode(before) && IsOnlyCode(after))
        {
            return true;
        }

        var (children, others) = (before.ChildNodesAndTokens(), after.ChildNodesAndTokens());
        if (children.Count != others.Count)
        {
            return false;
        }

        // No indexer, because it searches from the first child.
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

        // A directive is trivia of the next token.
        && before.ContainsDirectives == after.ContainsDirectives
        && (!before.ContainsDirectives || before.ToFullString() == after.ToFullString());

    /// <summary>Whether the node is the body of a method, operator or accessor. An initializer is not a body.</summary>
    private static bool IsBody(SyntaxNode node) =>
        node is BlockSyntax or ArrowExpressionClauseSyntax
        && node.Parent is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or BasePropertyDeclarationSyntax;

    /// <summary>
    /// Whether a body cannot change a declaration. A directive can extend beyond the body, <c>yield</c> makes the method an iterator, and
    /// <c>field</c> adds a field to the type. A call of <c>File.OpenHandle</c> makes the generator write a wrapper around the
    /// method (<see cref="OpenedCalls"/>).
    /// </summary>
    private static bool IsOnlyCode(SyntaxNode body) =>
        !body.ContainsDirectives
        && !body.DescendantNodes().Any(static node => node is YieldStatementSyntax or FieldExpressionSyntax || OpenedCalls.IsOpenHandle(node));
}
