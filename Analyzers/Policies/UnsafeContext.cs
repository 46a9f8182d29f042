using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Decides whether a wrapper needs an unsafe context, which cannot await (CS4004).</summary>
internal static class UnsafeContext
{
    /// <summary>Whether the signature has pointers, so that a wrapper needs an unsafe context (CS0214).</summary>
    internal static bool IsNeededFor(IMethodSymbol method) =>
        HasPointers(method.ReturnType) || method.Parameters.Any(static parameter => HasPointers(parameter.Type));

    /// <summary>Whether the method has the <c>unsafe</c> modifier. Both parts of a partial method must have it, or neither (CS0764).</summary>
    internal static bool IsDeclaredBy(IMethodSymbol method) => method.DeclaringSyntaxReferences.Any(static reference =>
        reference.GetSyntax() is MethodDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.UnsafeKeyword));

    /// <summary>Whether an interceptor of the method would await in an unsafe context.</summary>
    internal static bool BarsInterceptor(IMethodSymbol method) => IsTask(method) && IsNeededFor(method);

    /// <summary>
    /// Whether the generated part of a partial method would await in an unsafe context, or would need one without the <c>unsafe</c>
    /// modifier.
    /// </summary>
    internal static bool BarsPartial(IMethodSymbol method) =>
        IsTask(method) ? IsNeededFor(method) || IsDeclaredBy(method) : IsNeededFor(method) && !IsDeclaredBy(method);

    private static bool IsTask(IMethodSymbol method) => ReturnShapes.Of(method) is ReturnShape.Task or ReturnShape.TaskOfValue;

    private static bool HasPointers(ITypeSymbol type) => type switch
    {
        IPointerTypeSymbol or IFunctionPointerTypeSymbol => true,
        IArrayTypeSymbol array => HasPointers(array.ElementType),
        INamedTypeSymbol named => named.TypeArguments.Any(HasPointers),
        _ => false,
    };
}
