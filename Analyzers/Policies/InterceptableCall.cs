using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.Policies;

/// <summary>Decides whether a call can be intercepted without a change of meaning.</summary>
internal static class InterceptableCall
{
    /// <summary>
    /// Gets the called method with its own type parameters. For a member of an extension block, that is the static method
    /// that the compiler generates, which has the receiver as a parameter.
    /// </summary>
    internal static IMethodSymbol TargetOf(IMethodSymbol called)
    {
        var method = (called.ReducedFrom ?? called).OriginalDefinition;
        return method.AssociatedExtensionImplementation ?? method;
    }

    /// <summary>
    /// Gets the reason why this call of an interceptable method must not be intercepted. The interceptor would compile and
    /// change the meaning of the call.
    /// </summary>
    internal static BypassReason GetBypassReason(IInvocationOperation call) => call switch
    {
        { TargetMethod.MethodKind: not MethodKind.Ordinary } => BypassReason.NotOrdinary,
        _ when IsThroughBase(call) => BypassReason.BaseCall,
        _ when IsOnTypeParameter(call) => BypassReason.ConstrainedCall,
        _ when IsInExpressionTree(call) => BypassReason.ExpressionTree,
        { SemanticModel.Compilation: { } compilation } when DuplicateFiles.Contains(compilation, call.Syntax.SyntaxTree) => BypassReason.DuplicateFile,
        _ => BypassReason.None,
    };

    /// <summary>Whether the call is a <c>base</c> call of a method that can be overridden.</summary>
    private static bool IsThroughBase(IInvocationOperation call) =>
        call.Syntax is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } }
        && Overrides.CanBeOverridden(call.TargetMethod);

    /// <summary>
    /// Whether the call is an interface call on a <c>T</c>, or a static one (<c>T.M()</c>). A call of a method that a
    /// class declares cannot box its receiver, because the receiver is a reference.
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
