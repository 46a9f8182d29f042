using IoPolicy.Analyzers.NameIndex;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Finds the calls in a file that have one of the given names.</summary>
internal sealed class CallCandidates(IEnumerable<string> names)
{
    private readonly IdentifierScanner _names = new(names);

    /// <summary>Gets the calls in source order.</summary>
    internal IEnumerable<InvocationExpressionSyntax> In(SyntaxTree tree, CancellationToken cancellation)
    {
        InvocationExpressionSyntax? last = null;
        foreach (var token in _names.In(tree, cancellation))
        {
            if (token.Parent is SimpleNameSyntax name && NamedOperation.Outermost(name) is { Parent: InvocationExpressionSyntax call } called && call.Expression == called && call != last)
            {
                yield return last = call;
            }
        }
    }
}
