using IoPolicy.Analyzers.NameIndex;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Operations;

/// <summary>The types that the code of a compilation registers with <c>PageCache.RegisterWrapper</c>.</summary>
internal sealed class WrapperRegistrations
{
    private const string Register = "RegisterWrapper";

    private static readonly IdentifierScanner Names = new([Register]);

    private readonly HashSet<ITypeSymbol> _types = new(SymbolEqualityComparer.Default);

    internal WrapperRegistrations(Compilation compilation, CancellationToken cancellation = default)
    {
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var token in Names.In(tree, cancellation))
            {
                if (token.Parent?.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { } call
                    && SemanticModels.Of(compilation).Of(tree)?.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol { Name: Register, ContainingType: { Name: "PageCache" } type, TypeArguments: [var wrapper] }
                    && type.IsIn("IoPolicy"))
                {
                    _types.Add(wrapper.OriginalDefinition);
                }
            }
        }
    }

    /// <summary>Whether the type or one of its base types is registered.</summary>
    internal bool Contain(ITypeSymbol type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (_types.Contains(current.OriginalDefinition))
            {
                return true;
            }
        }

        return false;
    }
}
