using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Parsing;

/// <summary>Describes a type that gets a generated part with partial-method wrappers.</summary>
internal static class TypeModels
{
    /// <summary>Parses the type. Null if no other file can add a part, because a type is not partial or is file-local.</summary>
    internal static TypeModel? Parse(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var headers = new Stack<string>();
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || current.IsExtension || !IsPartial(current, cancellation))
            {
                return null;
            }

            headers.Push(Header(current));
        }

        return new TypeModel(
            HintNames.ForType(SymbolText.QualifiedName(type)),
            SymbolText.Namespace(type.ContainingNamespace),
            new EquatableArray<string>([.. headers]),
            SymbolText.Title(type),
            new EquatableArray<string>(NamesInScope(type)));
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) =>
        type.DeclaringSyntaxReferences.Any(reference =>
            reference.GetSyntax(cancellation) is TypeDeclarationSyntax declaration
            && declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    private static string Header(INamedTypeSymbol type)
    {
        var keyword = type switch
        {
            { IsRecord: true, TypeKind: TypeKind.Struct } => "record struct",
            { IsRecord: true } => "record",
            { TypeKind: TypeKind.Struct } => "struct",
            { TypeKind: TypeKind.Interface } => "interface",
            _ => "class",
        };
        return $"partial {keyword} {Identifiers.EscapeType(type.Name)}{SymbolText.TypeParameters(type.TypeParameters, withVariance: true)}";
    }

    /// <summary>Gets the names for the policy class that another declaration in scope would hide.</summary>
    private static ImmutableArray<string> NamesInScope(INamedTypeSymbol type) =>
        [.. PoliciesClass.Names.Where(name => IsInScope(type, name))];

    private static bool IsInScope(INamedTypeSymbol type, string name)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (outer.Name == name || outer.TypeParameters.Any(parameter => parameter.Name == name))
            {
                return true;
            }

            for (var current = outer; current is not null; current = current.BaseType)
            {
                if (!current.GetMembers(name).IsEmpty)
                {
                    return true;
                }
            }
        }

        // A namespace cannot contain a class and a namespace of one name (CS0101).
        return type.ContainingNamespace.GetMembers(name).Any(member => member is INamespaceSymbol);
    }
}
