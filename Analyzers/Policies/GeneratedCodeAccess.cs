using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Whether emitted code, which stands outside every type of the user's, can name something.</summary>
internal sealed class GeneratedCodeAccess(Compilation compilation)
{
    internal bool CanNameMember(ISymbol member) => compilation.IsSymbolAccessibleWithin(member, compilation.Assembly);

    /// <summary>All types in the method's signature and around it.</summary>
    internal bool CanNameSignature(IMethodSymbol method) =>
        CanNameType(method.ContainingType)
        && CanNameType(method.ReturnType)
        && method.Parameters.All(parameter => CanNameType(parameter.Type))
        && AreConstraints(method.TypeParameters)
        && AreConstraints(method.ContainingType.TypeParameters);

    internal bool CanNameType(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IDynamicTypeSymbol => true,
        IArrayTypeSymbol array => CanNameType(array.ElementType),
        IPointerTypeSymbol pointer => CanNameType(pointer.PointedAtType),
        IFunctionPointerTypeSymbol { Signature: var signature } =>
            CanNameType(signature.ReturnType) && signature.Parameters.All(parameter => CanNameType(parameter.Type)),
        INamedTypeSymbol named => IsNamed(named),
        _ => false,
    };

    private bool AreConstraints(IEnumerable<ITypeParameterSymbol> parameters) =>
        parameters.All(parameter => parameter.ConstraintTypes.All(CanNameType));

    private bool IsNamed(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error || type.IsAnonymousType)
        {
            return false;
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            // An extension block has no name; its members are reached through the class around it.
            if (current.IsFileLocal || !(current.IsExtension || CanNameMember(current.OriginalDefinition)) || !current.TypeArguments.All(CanNameType))
            {
                return false;
            }
        }

        return IsInGlobalAlias(type);
    }

    /// <summary>A reference with an <c>extern alias</c> alone is not under <c>global::</c>.</summary>
    private bool IsInGlobalAlias(INamedTypeSymbol type) =>
        type.ContainingAssembly is not { } assembly
        || compilation.GetMetadataReference(assembly)?.Properties.Aliases is not { IsDefaultOrEmpty: false } aliases
        || aliases.Contains(MetadataReferenceProperties.GlobalAlias);
}
