using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// How often a <c>foreach</c> turns. The control-flow graph shows each as calls of <c>GetEnumerator</c>, <c>MoveNext</c> and
/// <c>Current</c> on a temporary, also where the compiler emits an index loop.
/// </summary>
internal sealed partial class OperationEvaluator
{
    private static bool IsGetEnumerator(IOperation operation) =>
        Unwrap(operation) is IInvocationOperation { TargetMethod: { Name: "GetEnumerator", Parameters.IsEmpty: true } method } && TypeFacts.IsPlatform(method);

    /// <summary>The enumerator of a collection whose length is known; null for any other call.</summary>
    private static EnumeratorValue? GetEnumerator(IInvocationOperation call, ImmutableArray<AbstractValue> values) =>
        !IsGetEnumerator(call) ? null : values switch
        {
            [BufferValue { Length: var length, LengthOrigin: var origin }] => new(length, Bounded(length, origin)),
            [SequenceValue { Count: var count, Origin: var origin }] => new(count, Bounded(count, origin)),
            _ => null,
        };

    /// <summary>A number of turns that nobody says depends on something else.</summary>
    private static Origin Bounded(Interval turns, Origin origin) => !turns.IsExact && origin.Equals(Origin.Constant) ? Origin.Elsewhere : origin;

    /// <summary>
    /// Takes an element of the enumerator that a <c>foreach</c> holds; null for any other. Nobody but the loop has its
    /// temporary, so that the elements that are left are known; an enumerator in a variable could be shared.
    /// </summary>
    private NumberValue? MoveNext(IInvocationOperation call)
    {
        if (call is not { TargetMethod: { Name: "MoveNext", Parameters.IsEmpty: true }, Instance: { } instance }
            || Unwrap(instance) is not IFlowCaptureReferenceOperation { Id: var id }
            || !State.Captures.TryGetValue(id, out var value) || value is not EnumeratorValue { Left: var left } enumerator)
        {
            return null;
        }

        // A number without a bound stays as it is: else a loop over it would be run turn by turn for nothing.
        var rest = left.High >= int.MaxValue ? Interval.Length : new Interval(Math.Max(0, left.Low - 1), Math.Max(0, left.High - 1));
        State = State.With(id, enumerator with { Left = rest });
        return new NumberValue(new(left.Low > 0 ? 1 : 0, left.High > 0 ? 1 : 0), enumerator.Origin);
    }

    /// <summary>A sequence of the platform's that says how many elements it yields; null for any other function.</summary>
    private static SequenceValue? Sequence(IMethodSymbol method, ImmutableArray<AbstractValue> values)
    {
        if (method.ContainingType.Name != "Enumerable" || !TypeFacts.IsPlatform(method))
        {
            return null;
        }

        return (method.Name, values) switch
        {
            ("Range" or "Repeat", [_, NumberValue { Range: var count } number]) => Of(count, number.Origin),
            ("Empty", []) => Of(Interval.Exactly(0), Origin.Constant),
            ("Reverse" or "AsEnumerable", [SequenceValue sequence]) => sequence,
            ("Take", [SequenceValue { Count: var all }, NumberValue { Range: var most } number]) => Of(Interval.Min(all, most), values[0].Origin | number.Origin),
            _ => null,
        };

        static SequenceValue Of(Interval count, Origin origin) => new(Interval.Meet(count, Interval.Length) is { IsEmpty: false } range ? range : Interval.Exactly(0), origin);
    }
}
