using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.Policies;

/// <summary>When generated code reads the condition of a policy for opened files.</summary>
internal enum OpenedCondition
{
    /// <summary>The policy has no condition.</summary>
    None,

    /// <summary><c>When</c> names nothing that can be a condition. IOP007 reports it.</summary>
    Invalid,

    /// <summary>The wrapper of the method reads it before the body.</summary>
    OnEntry,

    /// <summary>The interceptor of the call that opens the file reads it, because the code has no wrapper. The condition is static.</summary>
    AtOpening,

    /// <summary>The code has no wrapper, and the condition is a parameter, an instance member, or a member of a generic type. IOP006 reports the option.</summary>
    Unreachable,
}

/// <summary>Decides when generated code reads the condition of a policy for opened files.</summary>
/// <remarks>
/// The interceptor of <c>File.OpenRead</c> sees neither the parameters nor the instance of the code around the call. So the wrapper of an
/// ordinary method reads the condition, and the interceptor asks for the value. A constructor, an accessor, an operator and a type have no
/// wrapper. An iterator and an <c>async void</c> method have none either, because their code runs after the call returns.
/// </remarks>
internal static class OpenedConditions
{
    internal static OpenedCondition For(ISymbol owner, PolicyOptions options) => options.When switch
    {
        null => OpenedCondition.None,
        var name when Find(owner, name) is not { Fault: ConditionFault.None, Symbol: not null } => OpenedCondition.Invalid,
        _ when owner is IMethodSymbol method && HasWrapper(method) => OpenedCondition.OnEntry,
        var name => IsReadAnywhere(Find(owner, name).Symbol!) ? OpenedCondition.AtOpening : OpenedCondition.Unreachable,
    };

    /// <summary>Finds the condition by its name. For a policy on a type, the result can be an instance member, which no generated code reaches.</summary>
    internal static PolicyCondition Find(ISymbol owner, string name) =>
        owner is IMethodSymbol method ? PolicyConditions.Find(method, name) : PolicyConditions.Find((INamedTypeSymbol)owner, name);

    /// <summary>Whether a wrapper runs around the code of the method.</summary>
    internal static bool HasWrapper(IMethodSymbol method) => WrapperObstacles.Find(method) == WrapperObstacle.None;

    /// <summary>Whether code without an instance and without the type parameters of the type can read the member.</summary>
    private static bool IsReadAnywhere(ISymbol condition) =>
        condition is { IsStatic: true } and not IParameterSymbol && !TypeFacts.WithContaining(condition.ContainingType).Any(static type => type.IsGenericType);
}
