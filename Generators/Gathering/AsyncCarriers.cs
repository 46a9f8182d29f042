using Microsoft.CodeAnalysis;

namespace IoPolicy.Generators.Gathering;

/// <summary>Whether a task-returning method can be carried by an <c>async</c> method.</summary>
internal static class AsyncCarriers
{
    /// <summary>
    /// A partial method, unless its <c>this</c> is a struct that the body may change: an async method works on a copy.
    /// </summary>
    internal static bool IsPossibleInside(IMethodSymbol method) =>
        (method.IsStatic || method.ContainingType.IsReferenceType || method.IsReadOnly || method.ContainingType.IsReadOnly)
        && !method.ContainingType.IsRefLikeType
        && AreParametersAllowed(method);

    /// <summary>An interceptor, unless it takes the receiver, a struct, by reference.</summary>
    internal static bool IsPossibleOutside(IMethodSymbol method) =>
        (method.IsStatic || method.ContainingType.IsReferenceType) && AreParametersAllowed(method);

    /// <summary>An async method may have no parameter by reference (CS1988), and no ref struct or pointer (CS4012).</summary>
    private static bool AreParametersAllowed(IMethodSymbol method) => method.Parameters.All(parameter =>
        parameter.RefKind == RefKind.None
        && !parameter.Type.IsRefLikeType
        && parameter.Type is not (ITypeParameterSymbol { AllowsRefLikeType: true } or IPointerTypeSymbol or IFunctionPointerTypeSymbol));
}
