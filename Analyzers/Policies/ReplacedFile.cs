using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>The file that a method with <c>[ReplacesFile]</c> replaces, and the body that writes it.</summary>
/// <param name="Name">The name that the attribute gives, or null.</param>
/// <param name="Path">The parameter, field or property with the path. Null if there is none of type <c>string</c>.</param>
/// <param name="Body">The body. Null if there is none with a stream parameter.</param>
/// <param name="StreamIndex">The position of the stream among the body's parameters.</param>
/// <param name="Attribute">The attribute.</param>
internal sealed record ReplacedFile(string? Name, ISymbol? Path, IMethodSymbol? Body, int StreamIndex, AttributeData Attribute)
{
    /// <summary>Gets the attribute of a method. Null if it has none.</summary>
    internal static AttributeData? AttributeOf(ISymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: "ReplacesFileAttribute", ContainingNamespace: { Name: PolicyNames.Namespace, ContainingNamespace.IsGlobalNamespace: true } })
            {
                return attribute;
            }
        }

        return null;
    }

    /// <summary>Parses a method. Null if it has no <c>[ReplacesFile]</c>.</summary>
    internal static ReplacedFile? Of(IMethodSymbol method)
    {
        if (AttributeOf(method) is not { } attribute)
        {
            return null;
        }

        var name = attribute.ConstructorArguments is [{ Value: string text }] ? text : null;
        var path = name is null ? null : FindPath(method, name);
        var (body, stream) = FindBody(method, path);
        return new ReplacedFile(name, path, body, stream, attribute);
    }

    /// <summary>Gets the names that a body may have: <c>SaveCore</c>, or <c>SaveCoreAsync</c> and <c>SaveAsyncCore</c>.</summary>
    internal static ImmutableArray<string> BodyNames(IMethodSymbol method) =>
        [.. new[] { PolicyBody.NameFor(method.Name), method.Name + "Core" }.Distinct()];

    private static ISymbol? FindPath(IMethodSymbol method, string name)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Name == name)
            {
                return parameter.Type.SpecialType == SpecialType.System_String && parameter.RefKind is RefKind.None or RefKind.In ? parameter : null;
            }
        }

        for (var type = method.ContainingType; type is not null; type = type.BaseType)
        {
            foreach (var member in type.GetMembers(name))
            {
                if ((!method.IsStatic || member.IsStatic)
                    && member is IFieldSymbol { Type.SpecialType: SpecialType.System_String } or IPropertySymbol { Type.SpecialType: SpecialType.System_String, GetMethod: not null, Parameters.IsEmpty: true })
                {
                    return member;
                }
            }
        }

        return null;
    }

    private static (IMethodSymbol? Body, int Stream) FindBody(IMethodSymbol method, ISymbol? path)
    {
        foreach (var name in BodyNames(method))
        {
            foreach (var member in method.ContainingType.GetMembers(name))
            {
                if (member is IMethodSymbol { MethodKind: MethodKind.Ordinary } body
                    && body.IsStatic == method.IsStatic
                    && body.Arity == method.Arity
                    && PositionOfStream(body, method, path) is { } index)
                {
                    return (body, index);
                }
            }
        }

        return (null, -1);
    }

    /// <summary>Gets the position of the stream, if the other parameters are those of the method, with or without the path.</summary>
    private static int? PositionOfStream(IMethodSymbol body, IMethodSymbol method, ISymbol? path)
    {
        var constructed = body.Arity == 0 ? body : body.Construct([.. method.TypeParameters]);
        if (!SymbolEqualityComparer.Default.Equals(constructed.ReturnType, method.ReturnType) || constructed.RefKind != method.RefKind)
        {
            return null;
        }

        for (var i = 0; i < constructed.Parameters.Length; i++)
        {
            if (IsStream(constructed.Parameters[i]))
            {
                var others = constructed.Parameters.RemoveAt(i);
                if (AreSame(others, method.Parameters.RemoveAll(parameter => SymbolEqualityComparer.Default.Equals(parameter, path))) || AreSame(others, method.Parameters))
                {
                    return i;
                }
            }
        }

        return null;
    }

    private static bool IsStream(IParameterSymbol parameter) =>
        parameter is { RefKind: RefKind.None, Type.Name: "FileStream" or "Stream" } && parameter.Type is INamedTypeSymbol type && type.IsIn("System.IO");

    private static bool AreSame(ImmutableArray<IParameterSymbol> body, ImmutableArray<IParameterSymbol> method) =>
        body.Length == method.Length
        && body.Zip(method, static (own, wanted) => own.RefKind == wanted.RefKind && SymbolEqualityComparer.Default.Equals(own.Type, wanted.Type)).All(static same => same);
}
