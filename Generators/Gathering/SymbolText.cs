using System.Collections.Immutable;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>Symbols as source text.</summary>
internal static class SymbolText
{
    private static readonly SymbolDisplayFormat TypeFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .AddMiscellaneousOptions(SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private static readonly SymbolDisplayFormat NamespaceFormat = SymbolDisplayFormat.FullyQualifiedFormat
        .WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted);

    private static readonly SymbolDisplayFormat TitleFormat = new(
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeParameters,
        parameterOptions: SymbolDisplayParameterOptions.IncludeType | SymbolDisplayParameterOptions.IncludeParamsRefOut,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.UseSpecialTypes);

    private static readonly SymbolDisplayFormat QualifiedNameFormat = new(
        typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        genericsOptions: SymbolDisplayGenericsOptions.IncludeTypeParameters,
        memberOptions: SymbolDisplayMemberOptions.IncludeContainingType);

    /// <summary>A type by its full name, with nullability: <c>global::System.IO.Stream?</c>.</summary>
    internal static string Type(ITypeSymbol type) => type.ToDisplayString(TypeFormat);

    internal static string? Namespace(INamespaceSymbol @namespace) =>
        @namespace.IsGlobalNamespace ? null : @namespace.ToDisplayString(NamespaceFormat);

    /// <summary>A method or type as a comment names it: <c>Load(FileStream)</c>.</summary>
    internal static string Title(ISymbol symbol) => symbol.ToDisplayString(TitleFormat);

    /// <summary>A type with its namespace, or a method with its type too, unescaped: <c>KvCache.Sessions.Load</c>.</summary>
    internal static string QualifiedName(ISymbol symbol) => symbol.ToDisplayString(QualifiedNameFormat);

    /// <summary>A type as <c>Type.FullName</c> gives it: <c>KvCache.Table`1+Rows</c>.</summary>
    internal static string ReflectionName(INamedTypeSymbol type)
    {
        // An extension block has a name that only the compiler knows; its members are those of the class around it.
        if (type.ContainingType is { } outer)
        {
            return type.IsExtension ? ReflectionName(outer) : ReflectionName(outer) + "+" + type.MetadataName;
        }

        return type.ContainingNamespace.IsGlobalNamespace
            ? type.MetadataName
            : type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName;
    }

    /// <summary>The type parameters in angle brackets; empty where there are none.</summary>
    internal static string TypeParameters(IEnumerable<ITypeParameterSymbol> parameters, bool withVariance = false)
    {
        var names = string.Join(", ", parameters.Select(parameter => (withVariance ? Variance(parameter) : "") + Identifiers.EscapeType(parameter.Name)));
        return names.Length == 0 ? "" : $"<{names}>";
    }

    internal static IEnumerable<string> Constraints(IEnumerable<ITypeParameterSymbol> parameters)
    {
        foreach (var parameter in parameters)
        {
            var constraints = string.Join(", ", ConstraintsOf(parameter));
            if (constraints.Length > 0)
            {
                yield return $"where {Identifiers.EscapeType(parameter.Name)} : {constraints}";
            }
        }
    }

    internal static ArgumentModel Argument(IParameterSymbol parameter) => new(
        Identifiers.Escape(parameter.Name),
        parameter.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            RefKind.In or RefKind.RefReadOnlyParameter => "in ",
            _ => "",
        });

    /// <summary>The type parameters of a type and of the types around it, outermost first.</summary>
    internal static ImmutableArray<ITypeParameterSymbol> AllTypeParameters(INamedTypeSymbol? type) =>
        type is null ? [] : [.. AllTypeParameters(type.ContainingType), .. type.TypeParameters];

    /// <summary>A parameter as a method declares it, without default value, attributes and <c>params</c>.</summary>
    internal static string Parameter(IParameterSymbol parameter)
    {
        // An out parameter is scoped without saying so.
        var scoped = parameter is { RefKind: not RefKind.Out, ScopedKind: not ScopedKind.None } ? "scoped " : "";
        var reference = parameter.RefKind switch
        {
            RefKind.Ref => "ref ",
            RefKind.Out => "out ",
            RefKind.In => "in ",
            RefKind.RefReadOnlyParameter => "ref readonly ",
            _ => "",
        };
        return $"{scoped}{reference}{Type(parameter.Type)} {Identifiers.Escape(parameter.Name)}";
    }

    internal static string ReturnReference(RefKind kind) => kind switch
    {
        RefKind.Ref => "ref ",
        RefKind.RefReadOnly => "ref readonly ",
        _ => "",
    };

    private static string Variance(ITypeParameterSymbol parameter) => parameter.Variance switch
    {
        VarianceKind.In => "in ",
        VarianceKind.Out => "out ",
        _ => "",
    };

    private static IEnumerable<string> ConstraintsOf(ITypeParameterSymbol parameter)
    {
        if (parameter.HasUnmanagedTypeConstraint)
        {
            yield return "unmanaged";
        }
        else if (parameter.HasValueTypeConstraint)
        {
            yield return "struct";
        }
        else if (parameter.HasReferenceTypeConstraint)
        {
            yield return parameter.ReferenceTypeConstraintNullableAnnotation == NullableAnnotation.Annotated ? "class?" : "class";
        }
        else if (parameter.HasNotNullConstraint)
        {
            yield return "notnull";
        }

        foreach (var type in parameter.ConstraintTypes)
        {
            yield return Type(type);
        }

        if (parameter.HasConstructorConstraint)
        {
            yield return "new()";
        }

        if (parameter.AllowsRefLikeType)
        {
            yield return "allows ref struct";
        }
    }
}
