using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Where a carrier would be in an unsafe context, in which nothing can be awaited (CS4004), or would need one.</summary>
internal static class UnsafeContext
{
    /// <summary>Whether the signature has pointers: whatever repeats it must be in an unsafe context (CS0214).</summary>
    internal static bool IsNeededFor(IMethodSymbol method) =>
        HasPointers(method.ReturnType) || method.Parameters.Any(static parameter => HasPointers(parameter.Type));

    /// <summary>Whether the method itself says <c>unsafe</c>; both parts of a partial method must, or neither (CS0764).</summary>
    internal static bool IsDeclaredBy(IMethodSymbol method) => method.DeclaringSyntaxReferences.Any(static reference =>
        reference.GetSyntax() is MethodDeclarationSyntax declaration && declaration.Modifiers.Any(SyntaxKind.UnsafeKeyword));

    /// <summary>Whether an interceptor of the method would await in it.</summary>
    internal static bool BarsInterceptor(IMethodSymbol method) => IsTask(method) && IsNeededFor(method);

    /// <summary>Whether a partial method's other part would await in it, or would need it where its type's other part is none.</summary>
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
