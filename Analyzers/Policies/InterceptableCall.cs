using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Whether a call, as it stands at its place, can be intercepted without a change of meaning.</summary>
internal static class InterceptableCall
{
    /// <summary>
    /// The method that is called, with its own type parameters. For a member of an extension block, the static method
    /// that the compiler makes of it: that one has the receiver as a parameter.
    /// </summary>
    internal static IMethodSymbol TargetOf(IMethodSymbol called)
    {
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        return method.AssociatedExtensionImplementation ?? method;
    }

    /// <summary>
    /// The traps that compile and are wrong. What the method itself must be is for <c>MethodKind</c> and the carrier
    /// to judge.
    /// </summary>
    internal static BypassReason GetBypassReason(IInvocationOperation call) => call switch
    {
        { TargetMethod.MethodKind: not MethodKind.Ordinary } => BypassReason.NotOrdinary,
        _ when IsThroughBase(call) => BypassReason.BaseCall,
        _ when IsOnTypeParameter(call) => BypassReason.ConstrainedCall,
        _ when IsInExpressionTree(call) => BypassReason.ExpressionTree,
        _ => BypassReason.None,
    };

    /// <summary>A call of a method that nothing overrides is the same through <c>base</c> as on any receiver.</summary>
    private static bool IsThroughBase(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } }
        && Overrides.CanBeOverridden(call.TargetMethod);

    /// <summary>
    /// A call of an interface's member on a <c>T</c>, or of a static one (<c>T.M()</c>). A <c>T</c> that is constrained
    /// to a class is a reference, and no harm is done.
    /// </summary>
    private static bool IsOnTypeParameter(IInvocationOperation call) =>
        call.ConstrainedToType is ITypeParameterSymbol
        || (call.Instance?.Type is ITypeParameterSymbol && call.TargetMethod.ContainingType.TypeKind == TypeKind.Interface);

    private static bool IsInExpressionTree(IOperation operation)
    {
        for (var current = operation; current is not null; current = current.Parent)
        {
            if (current is IAnonymousFunctionOperation
                && current.Parent?.Type is { Name: "Expression" } type
                && type.IsIn("System.Linq.Expressions"))
            {
                return true;
            }
        }

        return false;
    }
}
