using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Generators.Models;
using IoPolicy.Generators.Naming;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Generators.Gathering;

/// <summary>Describes the type that the partial carrier adds a part to.</summary>
internal static class TypeModels
{
    /// <summary>Null where no other file can add a part: a type that is not partial, or local to its file.</summary>
    internal static TypeModel? Gather(INamedTypeSymbol type, CancellationToken cancellation)
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
            HintNames.OfType(SymbolText.QualifiedName(type)),
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

    /// <summary>Of the names that the emitted class may get, those that code inside the type would find before it.</summary>
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

        // A namespace of the same name would clash with the class (CS0101).
        return type.ContainingNamespace.GetMembers(name).Any(member => member is INamespaceSymbol);
    }
}
