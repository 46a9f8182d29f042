using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Decides whether the wrapper of a task-returning method can be an <c>async</c> method.</summary>
internal static class AsyncWrappers
{
    /// <summary>
    /// Decides for a partial-method wrapper. An async method of a struct works on a copy of <c>this</c>, so changes by the body
    /// would be lost.
    /// </summary>
    internal static bool IsAllowedForPartial(IMethodSymbol method) =>
        (method.IsStatic || method.ContainingType.IsReferenceType || method.IsReadOnly)
        && !method.ContainingType.IsRefLikeType
        && AreParametersAllowed(method);

    /// <summary>Decides for an interceptor wrapper. It takes a struct receiver by reference, which an async method cannot.</summary>
    internal static bool IsAllowedForInterceptor(IMethodSymbol method) =>
        (method.IsStatic || method.ContainingType.IsReferenceType) && AreParametersAllowed(method);

    /// <summary>An async method cannot have a parameter by reference (CS1988), of a ref struct (CS4012), or of a pointer type (CS4005).</summary>
    private static bool AreParametersAllowed(IMethodSymbol method) => method.Parameters.All(parameter =>
        parameter.RefKind == RefKind.None
        && !parameter.Type.IsRefLikeType
        && parameter.Type is not (ITypeParameterSymbol { AllowsRefLikeType: true } or IPointerTypeSymbol or IFunctionPointerTypeSymbol));
}
