using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The sizes of types, and the buffers that are made of values and of other buffers by them.</summary>
internal sealed partial class OperationEvaluator
{
    internal static NumberValue SizeOf(ITypeSymbol type) =>
        new(TypeLayout.ManagedSizeOf(type) ?? new(1, int.MaxValue), Origin.Constant);

    internal static AbstractValue? SizeOf(IInvocationOperation call, ImmutableArray<AbstractValue> values)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.Name is not ("Unsafe" or "Marshal" or "MemoryMarshal") || !TypeFacts.IsPlatform(method))
        {
            return null;
        }

        return (method.ContainingType.Name, method.Name, method.TypeArguments) switch
        {
            ("Unsafe", "SizeOf", [var type]) => SizeOf(type),
            ("Marshal", "SizeOf", [var type]) => MarshalledSizeOf(type),
            ("Marshal", "SizeOf", []) when call.Arguments is [{ Value: var argument }] && Unwrap(argument) is ITypeOfOperation { TypeOperand: var type } => MarshalledSizeOf(type),
            ("MemoryMarshal", "AsBytes", [var type]) when values is [BufferValue buffer] => Recast(buffer, SizeOf(type).Range, Interval.Exactly(1)),
            ("MemoryMarshal", "Cast", [var from, var to]) when values is [BufferValue buffer] => Recast(buffer, SizeOf(from).Range, SizeOf(to).Range),
            ("MemoryMarshal", "CreateSpan" or "CreateReadOnlySpan", _) when values is [_, NumberValue { Range: var length }] => Buffer(length, values[1].Origin),
            _ => null,
        };
    }

    private static NumberValue MarshalledSizeOf(ITypeSymbol type) =>
        new(TypeLayout.MarshalledSizeOf(type) ?? new(1, int.MaxValue), Origin.Constant);

    /// <summary>The same memory in elements of another size. More of them than an Int32 counts throws.</summary>
    private static BufferValue Recast(BufferValue buffer, Interval from, Interval to) =>
        Buffer(new(Saturated(buffer.Length.Low, from.Low) / to.High, Saturated(buffer.Length.High, from.High) / to.Low), buffer.Origin);

    private static long Saturated(long count, long size) => count > int.MaxValue / size ? int.MaxValue : count * size;

    private static BufferValue Buffer(Interval length, Origin origin) =>
        new(Interval.Meet(length, Interval.Length) is { IsEmpty: false } range ? range : Interval.Length, origin);

    /// <summary>A span over a reference (one element) or over a pointer (as many as it is told); null for other constructors.</summary>
    private static BufferValue? SpanOver(IMethodSymbol constructor, CallArguments arguments) => constructor.Parameters switch
    {
        [{ RefKind: not RefKind.None }] => Buffer(Interval.Exactly(1), Origin.Constant),
        [{ Type: IPointerTypeSymbol }, _] when arguments[1] is NumberValue { Range: var length } => Buffer(length, arguments[1]!.Origin),
        [] => Buffer(Interval.Exactly(0), Origin.Constant),
        _ => null,
    };

    /// <summary>An element, or a range, of a struct marked <c>[InlineArray(n)]</c>.</summary>
    private AbstractValue InlineArrayAccess(IInlineArrayAccessOperation access)
    {
        var instance = Evaluate(access.Instance).Origin;
        var ends = EvaluateIndex(access.Argument).Origin;
        var origin = instance | ends;
        return access.Argument is IRangeOperation range && TypeLayout.InlineLengthOf(access.Instance.Type) is { } length
            ? Ranged(new BufferValue(Interval.Exactly(length), origin) { LengthOrigin = Origin.Constant }, range, ends)
            : TopOf(access, origin);
    }
}
