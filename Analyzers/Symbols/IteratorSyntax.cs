using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Symbols;

/// <summary>
/// Decides by syntax whether a function is an iterator, whose code runs later. The control-flow graph of an iterator with only <c>yield
/// break</c> would not show that.
/// </summary>
internal static class IteratorSyntax
{
    internal static bool IsIterator(IMethodSymbol function) => function.DeclaringSyntaxReferences.Any(static reference => IsIterator(reference.GetSyntax()));

    internal static bool IsIterator(SyntaxNode declaration) =>
        declaration.DescendantNodes(node => node == declaration || node is not (LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or ExpressionSyntax))
            .Any(static node => node is YieldStatementSyntax);
}
