using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Symbols;

/// <summary>The facts about types that the analysis needs.</summary>
internal static class TypeFacts
{
    /// <summary>Whether the type is a one-dimensional array, a span or a <c>Memory</c>.</summary>
    internal static bool IsBuffer(ITypeSymbol? type) =>
        type is IArrayTypeSymbol { Rank: 1 }
        || (type is INamedTypeSymbol { Arity: 1, Name: "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory" } && type.IsIn("System"));

    /// <summary>Whether the symbol is in a namespace of .NET, Microsoft or IoPolicy and not in source, so its meaning is documented.</summary>
    internal static bool IsDotNet(ISymbol symbol)
    {
        var root = symbol.ContainingNamespace;
        while (root is { ContainingNamespace: { IsGlobalNamespace: false } outer })
        {
            root = outer;
        }

        return root is { Name: "System" or "Microsoft" or "IoPolicy" } && symbol.Locations.All(location => !location.IsInSource);
    }

    /// <summary>Whether the type is an interface that cannot change the length of a collection.</summary>
    internal static bool IsFixedSequence(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType is
        SpecialType.System_Collections_Generic_IEnumerable_T or SpecialType.System_Collections_Generic_IReadOnlyList_T or SpecialType.System_Collections_Generic_IReadOnlyCollection_T;

    /// <summary>Whether an attribute states that the method never returns. In source, the compiler checks the attribute where nullable warnings are enabled (CS8763).</summary>
    internal static bool NeverReturns(IMethodSymbol method) =>
        method.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "DoesNotReturnAttribute" } type && type.IsIn("System.Diagnostics.CodeAnalysis"));

    /// <summary>Gets the type of a parameter, field or property. Null for another symbol.</summary>
    internal static ITypeSymbol? TypeOfVariable(ISymbol? symbol) => symbol switch
    {
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol property => property.Type,
        _ => null,
    };

    internal static bool IsStream(ITypeSymbol? type) => DerivesFrom(type, "System.IO", "Stream");

    internal static bool IsFileStream(ITypeSymbol? type) => DerivesFrom(type, "System.IO", "FileStream");

    /// <summary>Whether the type is the named class or derives from it.</summary>
    internal static bool DerivesFrom(ITypeSymbol? type, string @namespace, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (current.Name == name && current.IsIn(@namespace))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Gets the type and its base types, nearest first.</summary>
    internal static IEnumerable<ITypeSymbol> WithBases(ITypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            yield return current;
        }
    }

    /// <summary>Gets the type and the types around it, innermost first.</summary>
    internal static IEnumerable<INamedTypeSymbol> WithContaining(INamedTypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            yield return current;
        }
    }

    /// <summary>Gets the type and its base types or, for an interface, its base interfaces: where the compiler looks for a member, in this order.</summary>
    internal static IEnumerable<ITypeSymbol> WithInherited(ITypeSymbol type) =>
        WithBases(type).Concat(type.TypeKind == TypeKind.Interface ? type.AllInterfaces : []);
}
