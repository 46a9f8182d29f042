using IoPolicy.Analyzers.NameIndex;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Gathering;

/// <summary>Finds the calls in a file whose names are wanted.</summary>
internal sealed class CallCandidates(IEnumerable<string> names)
{
    private readonly IdentifierScanner _names = new(names);

    /// <summary>The calls, in the order in which they stand.</summary>
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
