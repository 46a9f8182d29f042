using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Decides whether generated code outside of the user's types can name a symbol. Thread-safe.</summary>
internal sealed class GeneratedCodeAccess(Compilation compilation)
{
    // Many signatures have the same types.
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _types = new(SymbolEqualityComparer.Default);

    internal bool CanNameMember(ISymbol member) => compilation.IsSymbolAccessibleWithin(member, compilation.Assembly);

    /// <summary>Whether generated code can name all types of the signature and the containing types.</summary>
    internal bool CanNameSignature(IMethodSymbol method) =>
        CanNameType(method.ContainingType)
        && CanNameType(method.ReturnType)
        && method.Parameters.All(parameter => CanNameType(parameter.Type))
        && CanNameConstraints(method.TypeParameters)
        && CanNameConstraints(method.ContainingType.TypeParameters);

    internal bool CanNameType(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IDynamicTypeSymbol => true,
        IArrayTypeSymbol array => CanNameType(array.ElementType),
        IPointerTypeSymbol pointer => CanNameType(pointer.PointedAtType),
        IFunctionPointerTypeSymbol { Signature: var signature } =>
            CanNameType(signature.ReturnType) && signature.Parameters.All(parameter => CanNameType(parameter.Type)),
        INamedTypeSymbol named => _types.GetOrAdd(named, IsNamed),
        _ => false,
    };

    private bool CanNameConstraints(IEnumerable<ITypeParameterSymbol> parameters) =>
        parameters.All(parameter => parameter.ConstraintTypes.All(CanNameType));

    private bool IsNamed(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error || type.IsAnonymousType)
        {
            return false;
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            // An extension block has no name. Its members are accessible through the containing class.
            if (current.IsFileLocal || !(current.IsExtension || CanNameMember(current.OriginalDefinition)) || !current.TypeArguments.All(CanNameType))
            {
                return false;
            }
        }

        return IsInGlobalAlias(type);
    }

    /// <summary>Whether the type is under <c>global::</c>. A reference with only an <c>extern alias</c> is not.</summary>
    private bool IsInGlobalAlias(INamedTypeSymbol type) =>
        type.ContainingAssembly is not { } assembly
        || compilation.GetMetadataReference(assembly)?.Properties.Aliases is not { IsDefaultOrEmpty: false } aliases
        || aliases.Contains(MetadataReferenceProperties.GlobalAlias);
}
