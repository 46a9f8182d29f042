using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Symbols;

/// <summary>Compares namespaces without creating their text, because a generator compares them at each edit for each type.</summary>
internal static class NamespaceExtensions
{
    /// <summary>Whether the symbol's namespace has this full name.</summary>
    internal static bool IsIn(this ISymbol symbol, string @namespace)
    {
        var end = @namespace.Length;
        for (var current = symbol.ContainingNamespace; current is { IsGlobalNamespace: false }; current = current.ContainingNamespace)
        {
            var start = end - current.Name.Length;
            if (start < 0
                || (start > 0 && @namespace[start - 1] != '.')
                || string.CompareOrdinal(@namespace, start, current.Name, 0, current.Name.Length) != 0)
            {
                return false;
            }

            end = start - 1;
        }

        return end < 0;
    }
}
