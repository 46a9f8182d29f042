using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates calls that return only if a condition holds.</summary>
internal sealed class GuardEvaluator(EvaluationContext context)
{
    /// <summary>Evaluates a guard such as <c>ArgumentOutOfRangeException.ThrowIfNegative</c>; false for other calls.</summary>
    internal bool TryEvaluateGuard(IInvocationOperation call, CallArguments arguments)
    {
        if (KnownFunctions.GuardOf(call.TargetMethod) is not { } kind || arguments[0] is not { } value)
        {
            return false;
        }

        var refiner = new ConditionRefiner(context.Scope);
        var other = call.Arguments.FirstOrDefault(static argument => argument.Parameter is { Ordinal: 1, Name: "other" })?.Value;
        var bound = other is null ? Interval.Exactly(0) : refiner.RangeOf(other, context.State);
        var guarded = call.Arguments.First(static argument => argument.Parameter?.Ordinal == 0).Value;
        if (refiner.Assume(guarded, kind, bound, context.State) is { } state)
        {
            context.State = state;
            var limit = other is null ? new NumberValue(bound, Origin.Constant) : arguments[1]!;
            var type = guarded.Type?.SpecialType == SpecialType.System_Boolean ? null : guarded.Type;
            context.Assume(Arithmetic.Condition(kind, value, limit, type), outcome: true);
        }
        else
        {
            context.MarkUnreachable();
        }

        return true;
    }

    /// <summary>
    /// Records that an unknown limit may apply to the numbers in an asserted condition. The limit in the condition proves nothing, because a
    /// release build has no assertions.
    /// </summary>
    internal void Assert(IMethodSymbol method, CallArguments arguments)
    {
        if (method.Name == "Assert" && arguments[0] is { } condition)
        {
            context.MarkAsLimited(condition);
        }
    }

    /// <summary>Records the conditions that hold because a called method has returned: <c>[DoesNotReturnIf]</c> on its parameters.</summary>
    internal void AfterCall(IMethodSymbol method, CallArguments arguments)
    {
        foreach (var parameter in method.Parameters)
        {
            if (parameter.Type.SpecialType == SpecialType.System_Boolean && !IsConditional(method) && OutcomeThatStops(parameter) is { } outcome && arguments[parameter.Ordinal] is { } condition)
            {
                context.Assume(condition, !outcome);
            }
        }
    }

    private static bool IsConditional(IMethodSymbol method) =>
        method.GetAttributes().Any(static attribute => attribute.AttributeClass is { Name: "ConditionalAttribute" } type && type.IsIn("System.Diagnostics"));

    private static bool? OutcomeThatStops(IParameterSymbol parameter) =>
        parameter.GetAttributes().FirstOrDefault(static attribute => attribute.AttributeClass is { Name: "DoesNotReturnIfAttribute" } type && type.IsIn("System.Diagnostics.CodeAnalysis"))
            is { ConstructorArguments: [{ Value: bool outcome }] } ? outcome : null;
}
