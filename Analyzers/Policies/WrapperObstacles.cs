using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>
/// Decides whether generated code can wrap a member. The generator, the rules and the code fixes all use this class. It
/// does not check the policy itself.
/// </summary>
internal static class WrapperObstacles
{
    /// <summary>Gets the obstacle to the wrapper that the method needs: a partial-method wrapper or an interceptor.</summary>
    internal static WrapperObstacle Find(IMethodSymbol method) =>
        InterceptableMethods.HasPartialWrapper(method) ? ForPartial(method, PolicyBody.Find(method)) : ForInterceptor(method);

    /// <summary>Gets the obstacle to an interceptor, whatever the call.</summary>
    internal static WrapperObstacle ForInterceptor(IMethodSymbol method) => InSignature(method) switch
    {
        WrapperObstacle.None when InBody(method) is not WrapperObstacle.None and var obstacle => obstacle,
        WrapperObstacle.None when UnsafeContext.BarsInterceptor(method) => WrapperObstacle.AwaitWithPointers,
        var obstacle => obstacle,
    };

    /// <summary>Gets the obstacle to an interceptor for an attribute of the assembly. It needs no body, so the method can be <c>extern</c>.</summary>
    internal static WrapperObstacle ForCall(IMethodSymbol method) =>
        ForInterceptor(method) is not (WrapperObstacle.None or WrapperObstacle.Extern) and var obstacle ? obstacle : WrapperObstacle.None;

    /// <summary>Gets the obstacle to a partial-method wrapper around a body. A missing body is not an obstacle: IOP004 reports it.</summary>
    internal static WrapperObstacle ForPartial(IMethodSymbol method, IMethodSymbol? body) => InSignature(method) switch
    {
        WrapperObstacle.None when InBody(body) is not WrapperObstacle.None and var obstacle => obstacle,
        WrapperObstacle.None when UnsafeContext.BarsInterceptor(method) => WrapperObstacle.AwaitWithPointers,
        WrapperObstacle.None when UnsafeContext.BarsPartial(method) =>
            UnsafeContext.IsDeclaredBy(method) ? WrapperObstacle.AwaitInUnsafeMethod : WrapperObstacle.PointersInUnsafeType,
        WrapperObstacle.None when IsInFileLocalType(method) => WrapperObstacle.FileLocalType,
        var obstacle => obstacle,
    };

    private static bool IsInFileLocalType(IMethodSymbol method)
    {
        for (var type = method.ContainingType; type is not null; type = type.ContainingType)
        {
            if (type.IsFileLocal)
            {
                return true;
            }
        }

        return false;
    }

    private static WrapperObstacle InSignature(IMethodSymbol method) => method switch
    {
        { AssociatedSymbol: not null } => WrapperObstacle.Accessor,
        { MethodKind: MethodKind.UserDefinedOperator or MethodKind.Conversion } => WrapperObstacle.Operator,
        { MethodKind: MethodKind.Destructor } => WrapperObstacle.Finalizer,
        { MethodKind: MethodKind.ExplicitInterfaceImplementation } => WrapperObstacle.ExplicitImplementation,
        { MethodKind: not MethodKind.Ordinary } => WrapperObstacle.NotMethod,
        { IsExtern: true } => WrapperObstacle.Extern,
        { IsVararg: true } => WrapperObstacle.ArgumentList,
        _ when ReturnShapes.Of(method) is null => WrapperObstacle.UnknownCompletion,
        _ => WrapperObstacle.None,
    };

    private static WrapperObstacle InBody(IMethodSymbol? body) => (body?.PartialImplementationPart ?? body) switch
    {
        { IsIterator: true } => WrapperObstacle.Iterator,
        { IsAsync: true, ReturnsVoid: true } => WrapperObstacle.AsyncVoid,
        _ => WrapperObstacle.None,
    };
}
