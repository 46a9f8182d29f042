using System.Buffers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace IoPolicy.Analyzers.NameIndex;

/// <summary>
/// Finds the identifiers in a file that have one of the wanted names. It scans the text, because a walk over the syntax tree would create
/// each node, and most files have none of the names. Thread-safe.
/// </summary>
internal sealed class IdentifierScanner
{
    private readonly Dictionary<int, List<string>> _wantedByShape = [];

    internal IdentifierScanner(IEnumerable<string> names)
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

    /// <summary>The tokens, in source order.</summary>
    internal IEnumerable<SyntaxToken> In(SyntaxTree tree, CancellationToken cancellation)
    {
        if (_wantedByShape.Count == 0)
        {
            yield break;
        }

        SyntaxNode? root = null;
        foreach (var position in Positions(tree.GetText(cancellation)))
        {
            root ??= tree.GetRoot(cancellation);
            var token = root.FindToken(position);
            if (token.IsKind(SyntaxKind.IdentifierToken) && token.Span.Contains(position) && IsWanted(token.ValueText))
            {
                yield return token;
            }
        }
    }

    /// <summary>The positions of the wanted names in the text: in code, in a string or in a comment.</summary>
    private List<int> Positions(SourceText text)
    {
        var length = text.Length;
        var buffer = ArrayPool<char>.Shared.Rent(length);
        try
        {
            text.CopyTo(0, buffer, 0, length);
            return Positions(buffer.AsSpan(0, length));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private List<int> Positions(ReadOnlySpan<char> text)
    {
        var positions = new List<int>();
        for (var i = 0; i < text.Length; i++)
        {
            if (!SyntaxFacts.IsIdentifierStartCharacter(text[i]))
            {
                continue;
            }

            var start = i;
            while (i < text.Length && SyntaxFacts.IsIdentifierPartCharacter(text[i]))
            {
                i++;
            }

            if (IsWanted(text.Slice(start, i - start)) || IsEscaped(text, start))
            {
                positions.Add(start);
            }
        }

        return positions;
    }

    /// <summary>Whether the position is in a name with an escape (<c>L\u006Fad</c>). Only the token has the name without escapes.</summary>
    private static bool IsEscaped(ReadOnlySpan<char> text, int start) => start > 0 && text[start - 1] == '\\' && text[start] is 'u' or 'U';

    private bool IsWanted(ReadOnlySpan<char> name)
    {
        if (_wantedByShape.TryGetValue(Shape(name[0], name.Length), out var names))
        {
            foreach (var wanted in names)
            {
                if (name.SequenceEqual(wanted.AsSpan()))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private bool IsWanted(string name) => name.Length > 0 && IsWanted(name.AsSpan());

    /// <summary>The key of a name: its first letter and its length. Most identifiers that are not wanted have another key.</summary>
    private static int Shape(char first, int length) => (length << 16) | first;
}
