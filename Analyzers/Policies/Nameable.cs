using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Whether emitted code, which stands outside every type of the user's, can name something.</summary>
internal sealed class Nameable(Compilation compilation)
{
    internal bool IsMember(ISymbol member) => compilation.IsSymbolAccessibleWithin(member, compilation.Assembly);

    /// <summary>All types in the method's signature and around it.</summary>
    internal bool IsSignature(IMethodSymbol method) =>
        IsType(method.ContainingType)
        && IsType(method.ReturnType)
        && method.Parameters.All(parameter => IsType(parameter.Type))
        && AreConstraints(method.TypeParameters)
        && AreConstraints(method.ContainingType.TypeParameters);

    internal bool IsType(ITypeSymbol type) => type switch
    {
        ITypeParameterSymbol => true,
        IDynamicTypeSymbol => true,
        IArrayTypeSymbol array => IsType(array.ElementType),
        IPointerTypeSymbol pointer => IsType(pointer.PointedAtType),
        IFunctionPointerTypeSymbol { Signature: var signature } =>
            IsType(signature.ReturnType) && signature.Parameters.All(parameter => IsType(parameter.Type)),
        INamedTypeSymbol named => IsNamed(named),
        _ => false,
    };

    private bool AreConstraints(IEnumerable<ITypeParameterSymbol> parameters) =>
        parameters.All(parameter => parameter.ConstraintTypes.All(IsType));

    private bool IsNamed(INamedTypeSymbol type)
    {
        if (type.TypeKind == TypeKind.Error || type.IsAnonymousType)
        {
            return false;
        }

        for (var current = type; current is not null; current = current.ContainingType)
        {
            // An extension block has no name; its members are reached through the class around it.
            if (current.IsFileLocal || !(current.IsExtension || IsMember(current.OriginalDefinition)) || !current.TypeArguments.All(IsType))
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
