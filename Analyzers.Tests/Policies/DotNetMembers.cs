using Analyzers.Tests.Infrastructure;
using Microsoft.CodeAnalysis;

namespace Analyzers.Tests.Policies;

/// <summary>The members of .NET that the tests compare with the tables of the analyzers.</summary>
internal static class DotNetMembers
{
    private static readonly Compilation DotNet = Source.Compile("");

    /// <summary>Gets the methods and constructors of the public types.</summary>
    internal static IEnumerable<IMethodSymbol> Methods() => Types(DotNet.GlobalNamespace)
        .Where(static type => type.DeclaredAccessibility == Accessibility.Public && !type.ContainingNamespace.ToDisplayString().StartsWith("IoPolicy", StringComparison.Ordinal))
        .SelectMany(static type => type.GetMembers().OfType<IMethodSymbol>())
        .Where(static method => method.MethodKind is MethodKind.Ordinary or MethodKind.Constructor);

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol container) =>
        container.GetMembers().OfType<INamespaceOrTypeSymbol>().SelectMany(static member => member is INamedTypeSymbol type ? Types(type).Prepend(type) : Types(member));
}
