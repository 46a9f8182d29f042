using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>How the wrapper gets a path from a value.</summary>
internal enum PathConversion
{
    /// <summary>The value is a string, or no path.</summary>
    None,

    /// <summary>The value is a <c>FileInfo</c> or <c>DirectoryInfo</c>.</summary>
    FullName,

    /// <summary>The type has an implicit conversion to <c>string</c>.</summary>
    Implicit,
}

/// <summary>Decides whether a value of a type can be the file of a policy.</summary>
internal static class FileTypes
{
    /// <summary>Gets the form of the file, and the conversion to a path if there is one. Null if no value of the type is a file.</summary>
    internal static (FileKind Kind, PathConversion Conversion)? Of(ITypeSymbol type) => type switch
    {
        { Name: "FileInfo" or "DirectoryInfo" } when type.IsIn("System.IO") => (FileKind.Path, PathConversion.FullName),
        _ when StreamTypes.KindOf(type) is { } kind => (kind, PathConversion.None),
        _ when ConvertsToString(type) => (FileKind.Path, PathConversion.Implicit),
        _ => null,
    };

    /// <summary>Whether the type has a public implicit conversion to <c>string</c>. A class inherits such a conversion from its base type.</summary>
    private static bool ConvertsToString(ITypeSymbol type)
    {
        for (var current = type; current is INamedTypeSymbol { TypeKind: TypeKind.Class or TypeKind.Struct }; current = current.BaseType)
        {
            if (current.GetMembers(WellKnownMemberNames.ImplicitConversionName).Any(static member =>
                member is IMethodSymbol { ReturnType.SpecialType: SpecialType.System_String, DeclaredAccessibility: Accessibility.Public }))
            {
                return true;
            }
        }

        return false;
    }
}
