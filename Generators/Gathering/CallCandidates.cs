using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Generators.Gathering;

/// <summary>
/// Finds the calls in a file whose names are wanted, by a look at its text: a walk over the nodes would make an object
/// of each, and most files have no such call at all.
/// </summary>
internal sealed class CallCandidates
{
    private readonly Dictionary<int, List<string>> _wantedByShape = [];
    private char[] _buffer = [];

    internal CallCandidates(IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            var shape = Shape(name[0], name.Length);
            if (!_wantedByShape.TryGetValue(shape, out var same))
            {
                _wantedByShape.Add(shape, same = []);
            }

            same.Add(name);
        }
    }

    /// <summary>The calls, in the order in which they stand.</summary>
    internal IEnumerable<InvocationExpressionSyntax> In(SyntaxTree tree, CancellationToken cancellation)
    {
        SyntaxNode? root = null;
        InvocationExpressionSyntax? last = null;
        foreach (var position in Positions(tree.GetText(cancellation)))
        {
            root ??= tree.GetRoot(cancellation);
            if (CallAt(root, position) is { } call && call != last)
            {
                yield return last = call;
            }
        }
    }

    /// <summary>Where the text has a wanted name, be it in code, in a string or in a comment.</summary>
    private List<int> Positions(SourceText text)
    {
        var length = text.Length;
        if (_buffer.Length < length)
        {
            _buffer = new char[length];
        }

        text.CopyTo(0, _buffer, 0, length);
        var positions = new List<int>();
        for (var i = 0; i < length; i++)
        {
            if (!SyntaxFacts.IsIdentifierStartCharacter(_buffer[i]))
            {
                continue;
            }

            var start = i;
            while (i < length && SyntaxFacts.IsIdentifierPartCharacter(_buffer[i]))
            {
                i++;
            }

            if (IsWanted(start, i - start) || IsEscaped(start))
            {
                positions.Add(start);
            }
        }

        return positions;
    }

    /// <summary>Whether it is a part of a name that is written with escapes (<c>L\u006Fad</c>); its token will say which name.</summary>
    private bool IsEscaped(int start) => start > 0 && _buffer[start - 1] == '\\' && _buffer[start] is 'u' or 'U';

    private bool IsWanted(int start, int length)
    {
        if (_wantedByShape.TryGetValue(Shape(_buffer[start], length), out var names))
        {
            foreach (var name in names)
            {
                if (_buffer.AsSpan(start, length).SequenceEqual(name.AsSpan()))
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The call whose name stands there; null where the text is no name of a call.</summary>
    private InvocationExpressionSyntax? CallAt(SyntaxNode root, int position)
    {
        var token = root.FindToken(position);
        if (!token.IsKind(SyntaxKind.IdentifierToken) || !token.Span.Contains(position) || token.Parent is not SimpleNameSyntax name || !IsWanted(token))
        {
            return null;
        }

        ExpressionSyntax called = name.Parent switch
        {
            MemberAccessExpressionSyntax access when access.Name == name => access,
            MemberBindingExpressionSyntax binding when binding.Name == name => binding,
            _ => name,
        };
        return called.Parent is InvocationExpressionSyntax call && call.Expression == called ? call : null;
    }

    private bool IsWanted(SyntaxToken token) =>
        token.ValueText is { Length: > 0 } text
        && _wantedByShape.TryGetValue(Shape(text[0], text.Length), out var names)
        && names.Contains(text);

    /// <summary>First letter and length: what most other names differ in.</summary>
    private static int Shape(char first, int length) => (length << 16) | first;
}
