using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes accessors for members that are not accessible to generated code.</summary>
internal static class Accessors
{
    /// <summary>Describes an accessor for a method. Null if there cannot be one.</summary>
    internal static AccessorModel? ForMethod(IMethodSymbol method)
    {
        if (!InterceptableMethods.CanBeAccessed(method))
        {
            return null;
        }

        var parameters = method.Parameters.Select(SymbolText.Parameter);
        return Create(
            method.IsStatic ? "StaticMethod" : "Method",
            method,
            SymbolText.ReturnReference(method.RefKind) + SymbolText.Type(method.ReturnType),
            [Receiver(method), .. parameters],
            method.TypeParameters,
            UnsafeContext.IsNeededFor(method));
    }

    internal static AccessorModel ForField(IFieldSymbol field) => Create(
        field.IsStatic ? "StaticField" : "Field", field, "ref " + SymbolText.Type(field.Type), [Receiver(field)], [], isUnsafe: false);

    private static string Receiver(ISymbol member)
    {
        var type = SymbolText.Type(member.ContainingType);
        return member switch
        {
            { IsStatic: true } when member.ContainingType.IsReferenceType => type + "? type",
            { IsStatic: true } => type + " type",

            // "ref readonly" accepts both "ref" and "in" arguments.
            _ when member.ContainingType.IsValueType => "ref readonly " + type + " receiver",
            _ => type + " receiver",
        };
    }

    private static AccessorModel Create(
        string kind,
        ISymbol member,
        string returnType,
        IEnumerable<string> parameters,
        IEnumerable<ITypeParameterSymbol> typeParameters,
        bool isUnsafe)
    {
        var holder = SymbolText.AllTypeParameters(member.ContainingType);
        return new AccessorModel
        {
            Kind = kind,
            Target = member.MetadataName,
            ReturnType = returnType,
            HolderTypeParameters = SymbolText.TypeParameters(holder),
            HolderConstraints = new EquatableArray<string>([.. SymbolText.Constraints(holder)]),
            TypeParameters = SymbolText.TypeParameters(typeParameters),
            Constraints = new EquatableArray<string>([.. SymbolText.Constraints(typeParameters)]),
            Parameters = string.Join(", ", parameters),
            IsUnsafe = isUnsafe,
        };
    }
}
