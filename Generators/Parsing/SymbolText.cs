using System.Collections.Immutable;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Parsing;

/// <summary>Formats symbols as source text.</summary>
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

    /// <summary>Formats a type with its full name and nullability: <c>global::System.IO.Stream?</c>.</summary>
    internal static string Type(ITypeSymbol type) => type.ToDisplayString(TypeFormat);

    /// <summary>Formats a type with its full name and nullability, also behind an <c>extern alias</c>: <c>Old::System.IO.Stream?</c>.</summary>
    internal static string Type(ITypeSymbol type, ExternAliases aliases) => aliases.Format(type, TypeFormat);

    internal static string? Namespace(INamespaceSymbol @namespace) =>
        @namespace.IsGlobalNamespace ? null : @namespace.ToDisplayString(NamespaceFormat);

    /// <summary>Formats a method or type for a comment: <c>Load(FileStream)</c>.</summary>
    internal static string Title(ISymbol symbol) => symbol.ToDisplayString(TitleFormat);

    /// <summary>Formats a type with its namespace, or a method with its type and namespace, unescaped: <c>KvCache.Sessions.Load</c>.</summary>
    internal static string QualifiedName(ISymbol symbol) => symbol.ToDisplayString(QualifiedNameFormat);

    /// <summary>Formats a type like <c>Type.FullName</c>: <c>KvCache.Table`1+Rows</c>.</summary>
    internal static string ReflectionName(INamedTypeSymbol type)
    {
        // An extension block has no public name. Its members belong to the containing class.
        if (type.ContainingType is { } outer)
        {
            return type.IsExtension ? ReflectionName(outer) : ReflectionName(outer) + "+" + type.MetadataName;
        }

        return type.ContainingNamespace.IsGlobalNamespace
            ? type.MetadataName
            : type.ContainingNamespace.ToDisplayString() + "." + type.MetadataName;
    }

    /// <summary>Formats type parameters in angle brackets, or returns an empty string.</summary>
    internal static string TypeParameters(IEnumerable<ITypeParameterSymbol> parameters, bool withVariance = false)
    {
        var names = string.Join(", ", parameters.Select(parameter => (withVariance ? Variance(parameter) : "") + Identifiers.EscapeType(parameter.Name)));
        return names.Length == 0 ? "" : $"<{names}>";
    }

    internal static IEnumerable<string> Constraints(IEnumerable<ITypeParameterSymbol> parameters, ExternAliases? aliases = null)
    {
        foreach (var parameter in parameters)
        {
            var constraints = string.Join(", ", ConstraintsOf(parameter, aliases));
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

    /// <summary>Gets the type parameters of the containing types and the type, outermost first.</summary>
    internal static ImmutableArray<ITypeParameterSymbol> AllTypeParameters(INamedTypeSymbol? type) =>
        type is null ? [] : [.. AllTypeParameters(type.ContainingType), .. type.TypeParameters];

    /// <summary>Formats a parameter without default value, attributes and <c>params</c>.</summary>
    internal static string Parameter(IParameterSymbol parameter)
    {
        // An out parameter is implicitly scoped.
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

    private static IEnumerable<string> ConstraintsOf(ITypeParameterSymbol parameter, ExternAliases? aliases)
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
            yield return aliases is null ? Type(type) : Type(type, aliases);
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
