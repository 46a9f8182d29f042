using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>The file that a method with <c>[ReplacesFile]</c> replaces, and the body that writes it.</summary>
/// <param name="Method">The method.</param>
/// <param name="Name">The name that the attribute gives, or null.</param>
/// <param name="Path">The parameter, field or property with the path.</param>
/// <param name="Writer">The body.</param>
/// <param name="Attribute">The attribute.</param>
internal sealed record ReplacedFile(IMethodSymbol Method, string? Name, ReplacedPath Path, ReplacingBody Writer, AttributeData Attribute)
{
    /// <summary>Whether generated code can replace the file. Otherwise IOP005, IOP010 or IOP011 reports the method.</summary>
    internal bool IsSupported => Path.Fault == ReplacedPathFault.None && Writer.Obstacle == ReplacingObstacle.None;

    /// <summary>Gets the attribute of a method. Null if it has none.</summary>
    internal static AttributeData? AttributeOf(ISymbol method)
    {
        foreach (var attribute in method.GetAttributes())
        {
            if (attribute.AttributeClass is { Name: PolicyNames.ReplacesFileAttribute, ContainingNamespace: { Name: PolicyNames.Namespace, ContainingNamespace.IsGlobalNamespace: true } })
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
        var path = ReplacedPath.Find(method, name);
        return new ReplacedFile(method, name, path, ReplacingBody.Find(method, path.Symbol), attribute);
    }

    /// <summary>Parses the method whose body this method is. Null if there is none.</summary>
    internal static ReplacedFile? OfBody(IMethodSymbol body)
    {
        if (PolicyBody.NameOfDeclaration(body.Name) is not { } name)
        {
            return null;
        }

        foreach (var member in body.ContainingType.GetMembers(name))
        {
            if (member is IMethodSymbol { PartialDefinitionPart: null } method
                && Of(method) is { } file
                && SymbolEqualityComparer.Default.Equals(file.Writer.Method, body))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>Gets the policies for the pages of the new file, which are options of the replacement.</summary>
    internal ImmutableArray<(PolicyOptions Options, AttributeData Attribute)> Policies => PolicyReader.ReadAll(Method);

    /// <summary>Gets the symbol of the path in the body. Null if the body does not get the path.</summary>
    internal ISymbol? PathInBody => Path.Symbol is not IParameterSymbol parameter ? Path.Symbol
        : Writer is { GetsPath: true, Method: { } body } ? body.Parameters[parameter.Ordinal < Writer.StreamIndex ? parameter.Ordinal : parameter.Ordinal + 1]
        : null;
}
