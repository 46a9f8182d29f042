using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The type arguments of a method and its type at a call. Compares by value.</summary>
internal sealed class TypeArguments : IEquatable<TypeArguments>
{
    internal static readonly TypeArguments None = new(ImmutableArray<ITypeParameterSymbol>.Empty, ImmutableArray<ITypeSymbol>.Empty);

    private readonly ImmutableArray<ITypeParameterSymbol> _parameters;
    private readonly ImmutableArray<ITypeSymbol> _types;

    private TypeArguments(ImmutableArray<ITypeParameterSymbol> parameters, ImmutableArray<ITypeSymbol> types) => (_parameters, _types) = (parameters, types);

    /// <summary>Gets the type arguments of a call. A type parameter of the caller stands for the caller's own type argument.</summary>
    internal static TypeArguments Of(IMethodSymbol called, TypeArguments caller)
    {
        var method = called.ReducedFrom is { } extension ? extension : called;
        var parameters = method.OriginalDefinition.TypeParameters.AddRange(method.ContainingType.OriginalDefinition.TypeParameters);
        return parameters.IsEmpty ? None : new(
            parameters, [.. called.TypeArguments.AddRange(method.ContainingType.TypeArguments).Select(caller.Substitute)]);
    }

    /// <summary>
    /// Gets the type arguments for the code of the called method. A partial method with a policy has its code in another method, whose type
    /// parameters have the same order (<c>WrappedBody</c>).
    /// </summary>
    internal TypeArguments For(IMethodSymbol body) =>
        _parameters.IsEmpty ? this : new(body.TypeParameters.AddRange(body.ContainingType.TypeParameters), _types);

    internal ITypeSymbol Substitute(ITypeSymbol type)
    {
        for (var index = 0; index < _parameters.Length && index < _types.Length; index++)
        {
            if (SymbolEqualityComparer.Default.Equals(_parameters[index], type))
            {
                return _types[index];
            }
        }

        return type;
    }

    public bool Equals(TypeArguments? other) => other is not null && _types.AsEnumerable().SequenceEqual(other._types, SymbolEqualityComparer.Default);

    public override bool Equals(object? obj) => Equals(obj as TypeArguments);

    public override int GetHashCode() => _types.Aggregate(0, static (hash, type) => unchecked((hash * 31) + SymbolEqualityComparer.Default.GetHashCode(type)));
}
