using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Evaluates the sizes of types, and the buffers that <c>MemoryMarshal</c> creates over values and over other buffers.</summary>
internal static class TypeSizes
{
    /// <summary>Returns the result of <c>sizeof</c>.</summary>
    internal static NumberValue SizeOf(ITypeSymbol type) => ToNumber(TypeLayout.ManagedSizeOf(type));

    /// <summary>Returns the result of a function of <c>Unsafe</c>, <c>Marshal</c> or <c>MemoryMarshal</c>; null for other calls.</summary>
    internal static AbstractValue? Evaluate(IInvocationOperation call, ImmutableArray<AbstractValue> values, TypeArguments types)
    {
        var method = call.TargetMethod;
        if (method.ContainingType.Name is not ("Unsafe" or "Marshal" or "MemoryMarshal") || !TypeFacts.IsDotNet(method))
        {
            return null;
        }

        ImmutableArray<ITypeSymbol> arguments = [.. method.TypeArguments.Select(types.Substitute)];
        return (method.ContainingType.Name, method.Name, arguments) switch
        {
            ("Unsafe", "SizeOf", [var type]) => SizeOf(type),
            ("Marshal", "SizeOf", [var type]) => ToNumber(TypeLayout.MarshalledSizeOf(type)),
            ("Marshal", "SizeOf", []) when call.Arguments is [{ Value: var argument }] && OperationShapes.Unconverted(argument) is ITypeOfOperation { TypeOperand: var type } =>
                ToNumber(TypeLayout.MarshalledSizeOf(types.Substitute(type))),
            ("MemoryMarshal", "AsBytes", [var type]) when values is [BufferValue buffer] => Recast(buffer, SizeOf(type).Range, Interval.Exactly(1)),
            ("MemoryMarshal", "Cast", [var from, var to]) when values is [BufferValue buffer] => Recast(buffer, SizeOf(from).Range, SizeOf(to).Range),
            ("MemoryMarshal", "CreateSpan" or "CreateReadOnlySpan", _) when values is [_, NumberValue { Range: var length }] => Buffer(length, values[1].Origin),
            _ => null,
        };
    }

    /// <summary>Returns a span over a reference (one element) or over a pointer and a length; null for other constructors.</summary>
    internal static BufferValue? SpanOver(IMethodSymbol constructor, CallArguments arguments) => constructor.Parameters switch
    {
        [{ RefKind: not RefKind.None }] => Buffer(Interval.Exactly(1), Origin.Constant),
        [{ Type: IPointerTypeSymbol }, _] when arguments[1] is NumberValue { Range: var length } => Buffer(length, arguments[1]!.Origin),
        [] => Buffer(Interval.Exactly(0), Origin.Constant),
        _ => null,
    };

    private static NumberValue ToNumber(Interval? size) => new(size ?? new(1, int.MaxValue), Origin.Constant);

    /// <summary>Returns the same memory in elements of another size. The cast throws if Int32 cannot count the elements.</summary>
    private static BufferValue Recast(BufferValue buffer, Interval from, Interval to) =>
        Buffer(new(Saturated(buffer.Length.Low, from.Low) / to.High, Saturated(buffer.Length.High, from.High) / to.Low), buffer.Origin);

    private static long Saturated(long count, long size) => count > int.MaxValue / size ? int.MaxValue : count * size;

    private static BufferValue Buffer(Interval length, Origin origin) =>
        new(Interval.Meet(length, Interval.Length) is { IsEmpty: false } range ? range : Interval.Length, origin);
}
