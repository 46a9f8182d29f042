using System.Collections.Immutable;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace IoPolicy.Generators.Parsing;

/// <summary>
/// The attributes that an interceptor copies from its method. The trimmer reads them at the called method, and after compilation the caller
/// calls the interceptor. The platform-compatibility analyzer (CA1416) checks the call in the interceptor.
/// </summary>
internal static class CopiedAttributes
{
    private static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "RequiresUnreferencedCodeAttribute", "RequiresDynamicCodeAttribute", "RequiresAssemblyFilesAttribute",
        "SupportedOSPlatformAttribute", "UnsupportedOSPlatformAttribute",
    };

    /// <summary>Formats the attributes of the method and of its containing types.</summary>
    internal static ImmutableArray<string> Of(IMethodSymbol method)
    {
        var found = ImmutableArray.CreateBuilder<string>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        for (ISymbol? symbol = method; symbol is not null; symbol = symbol.ContainingType)
        {
            var attributes = symbol.GetAttributes().Where(static attribute => IsCopied(attribute.AttributeClass)).ToList();

            // The attributes of a method replace those of its type.
            found.AddRange(attributes.Where(attribute => !names.Contains(attribute.AttributeClass!.Name)).Select(Format));
            names.UnionWith(attributes.Select(static attribute => attribute.AttributeClass!.Name));
        }

        return found.ToImmutable();
    }

    private static bool IsCopied(INamedTypeSymbol? type) =>
        type is not null && Names.Contains(type.Name) && (type.IsIn("System.Diagnostics.CodeAnalysis") || type.IsIn("System.Runtime.Versioning"));

    private static string Format(AttributeData attribute)
    {
        var arguments = attribute.ConstructorArguments.Select(static argument => argument.ToCSharpString())
            .Concat(attribute.NamedArguments.Select(static argument => $"{argument.Key} = {argument.Value.ToCSharpString()}"));
        return $"[{SymbolText.Type(attribute.AttributeClass!)}({string.Join(", ", arguments)})]";
    }
}
