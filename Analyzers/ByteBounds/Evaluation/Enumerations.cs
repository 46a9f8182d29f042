using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>
/// Counts the iterations of <c>foreach</c>. The control-flow graph shows each <c>foreach</c> as calls of <c>GetEnumerator</c>,
/// <c>MoveNext</c> and <c>Current</c> on a capture (a temporary of the graph), even if the compiler emits an index loop.
/// </summary>
internal static class Enumerations
{
    /// <summary>Returns the enumerator of a collection whose length is known; null for other calls.</summary>
    internal static EnumeratorValue? GetEnumerator(IInvocationOperation call, ImmutableArray<AbstractValue> values) =>
        !OperationShapes.IsGetEnumerator(call) ? null : values switch
        {
            [BufferValue { Length: var length, LengthOrigin: var origin } buffer] => new(length, OriginOfIterations(length, origin)) { Content = buffer.Content },
            [SequenceValue { Count: var count, Origin: var origin } sequence] => new(count, OriginOfIterations(count, origin)) { Content = sequence.Content },
            _ => null,
        };

    /// <summary>
    /// Evaluates a call of <c>MoveNext</c> on the enumerator of a <c>foreach</c>; null for other calls. Only the loop uses the capture, so the number
    /// of remaining elements is known. An enumerator in a variable is not followed, because other code could use it.
    /// </summary>
    internal static NumberValue? MoveNext(IInvocationOperation call, EvaluationContext context)
    {
        if (call is not { TargetMethod: { Name: "MoveNext", Parameters.IsEmpty: true }, Instance: { } instance }
            || OperationShapes.Unconverted(instance) is not IFlowCaptureReferenceOperation { Id: var id }
            || !context.State.Captures.TryGetValue(id, out var value) || value is not EnumeratorValue { Remaining: var remaining } enumerator)
        {
            return null;
        }

        // An unbounded number stays the same. Otherwise the interpreter would run the loop iteration by iteration without gain.
        var rest = remaining.High >= int.MaxValue ? Interval.Length : new Interval(Math.Max(0, remaining.Low - 1), Math.Max(0, remaining.High - 1));
        context.State = context.State.With(id, enumerator with { Remaining = rest });
        return new NumberValue(new(remaining.Low > 0 ? 1 : 0, remaining.High > 0 ? 1 : 0), enumerator.Origin);
    }

    /// <summary>Returns a sequence from <c>Enumerable</c> whose number of elements is known; null for other functions.</summary>
    internal static SequenceValue? Sequence(IMethodSymbol method, ImmutableArray<AbstractValue> values)
    {
        if (method.ContainingType.Name != "Enumerable" || !TypeFacts.IsDotNet(method))
        {
            return null;
        }

        return (method.Name, values) switch
        {
            ("Range" or "Repeat", [_, NumberValue { Range: var count } number]) => OfCount(count, number.Origin),
            ("Empty", []) => OfCount(Interval.Exactly(0), Origin.Constant),
            ("Reverse" or "AsEnumerable", [SequenceValue sequence]) => sequence,
            ("Take", [SequenceValue { Count: var all }, NumberValue { Range: var most } number]) => OfCount(Interval.Min(all, most), values[0].Origin | number.Origin),
            _ => null,
        };
    }

    private static SequenceValue OfCount(Interval count, Origin origin) =>
        new(Interval.Meet(count, Interval.Length) is { IsEmpty: false } range ? range : Interval.Exactly(0), origin);

    /// <summary>
    /// Returns the origin of the number of iterations. If the number is inexact, external data may limit it, even if its origin is constant.
    /// A 16-bit number from the file counts as a limit, as in a comparison.
    /// </summary>
    internal static Origin OriginOfIterations(Interval iterations, Origin origin) =>
        !iterations.IsExact && (origin.Equals(Origin.Constant) || iterations.High <= ushort.MaxValue) ? origin | Origin.External : origin;
}
