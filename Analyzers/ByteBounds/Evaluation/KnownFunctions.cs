using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Functions of the platform that bound a number or a buffer, or that a file passes through unharmed.</summary>
internal static class KnownFunctions
{
    /// <summary>The result, or null where the function is not known. The values are the receiver, if any, then the arguments.</summary>
    internal static AbstractValue? Evaluate(IMethodSymbol method, ImmutableArray<AbstractValue> values)
    {
        if (!TypeFacts.IsPlatform(method) || values.Any(value => value is FileValue))
        {
            return null;
        }

        var origin = values.Aggregate(Origin.Constant, (all, value) => all | value.Origin);
        return (method.ContainingType.Name, method.Name, values.Length) switch
        {
            ("Math", "Min", 2) => Number(values, Interval.Min, origin),
            ("Math", "Max", 2) => Number(values, Interval.Max, origin),
            ("Math", "Clamp", 3) when values[1] is NumberValue { Range: var low } && values[2] is NumberValue { Range: var high } =>
                new NumberValue(
                    values[0] is NumberValue { Range: var range }
                        ? new(Math.Max(low.Low, Math.Min(range.Low, high.Low)), Math.Min(high.High, Math.Max(range.High, low.High)))
                        : new(low.Low, high.High),
                    origin),
            ("ArrayPool", "Rent", _) when values[values.Length - 1] is NumberValue { Range: var least } =>
                // How much longer it is, the pool decides.
                new BufferValue(new(Math.Max(0, least.Low), int.MaxValue), origin) { LengthOrigin = origin | Origin.Elsewhere },
            ("MemoryExtensions" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", "AsSpan" or "AsMemory" or "Slice", _)
                when TypeFacts.IsBuffer(method.ReturnType) => Slice(values, origin),
            ("GC", "AllocateUninitializedArray" or "AllocateArray", >= 1) when values[0] is NumberValue { Range: var length } =>
                new BufferValue(Interval.Meet(length, Interval.Length) is { IsEmpty: false } bounded ? bounded : Interval.Length, origin),
            ("Array", "Empty", 0) => new BufferValue(Interval.Exactly(0), origin),
            _ => null,
        };
    }

    /// <summary>Functions that look at a reference, or keep it alive, and use nothing of the object.</summary>
    internal static bool LeavesAlone(IMethodSymbol method) =>
        TypeFacts.IsPlatform(method) && (method.ContainingType.Name, method.Name) is
            ("ArgumentNullException", "ThrowIfNull") or ("ObjectDisposedException", "ThrowIf")
            or ("Object", "ReferenceEquals" or "GetType" or "GetHashCode")
            or ("GC", "KeepAlive" or "SuppressFinalize" or "ReRegisterForFinalize")
            or ("Debug", "Assert")
            // What lock is made of.
            or ("Monitor", "Enter" or "TryEnter" or "Exit")
            // Our own hints and measurements move no bytes of the method's.
            or ("PageCache" or "Residency" or "ResidencyMap", _);

    /// <summary>How the first argument compares with the second, or with 0, where the guard returns; null for other methods.</summary>
    internal static BinaryOperatorKind? GuardOf(IMethodSymbol method) =>
        method.ContainingType.Name != "ArgumentOutOfRangeException" || !TypeFacts.IsPlatform(method) ? null : method.Name switch
        {
            "ThrowIfNegative" or "ThrowIfLessThan" => BinaryOperatorKind.GreaterThanOrEqual,
            "ThrowIfNegativeOrZero" or "ThrowIfLessThanOrEqual" => BinaryOperatorKind.GreaterThan,
            "ThrowIfZero" or "ThrowIfEqual" => BinaryOperatorKind.NotEquals,
            "ThrowIfGreaterThan" => BinaryOperatorKind.LessThanOrEqual,
            "ThrowIfGreaterThanOrEqual" => BinaryOperatorKind.LessThan,
            "ThrowIfNotEqual" => BinaryOperatorKind.Equals,
            _ => null,
        };

    /// <summary>Functions that give back what they are called on: how a task is awaited does not change what it yields.</summary>
    internal static bool PassesThrough(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" or "Preserve"
        && TypeFacts.IsPlatform(method);

    /// <summary>A part of a buffer: from a start, and of a length where one is given.</summary>
    internal static BufferValue Slice(ImmutableArray<AbstractValue> values, Origin origin)
    {
        var whole = values[0] is BufferValue { Length: var length } ? length : Interval.Length;
        if (values.Length == 3 && values[2] is NumberValue { Range: var count })
        {
            // A slice that is longer than the buffer throws, so that either bounds it.
            return new(new(Math.Max(0, count.Low), Math.Max(0, Math.Min(count.High, whole.High))), origin) { LengthOrigin = values[2].Origin };
        }

        var lengthOrigin = values.Skip(1).Aggregate(values[0] is BufferValue { LengthOrigin: var own } ? own : values[0].Origin, (all, value) => all | value.Origin);
        var part = values.Length == 2 && values[1] is NumberValue { Range: var start }
            ? new(Math.Max(0, whole.Low - Math.Max(0, Math.Min(start.High, int.MaxValue))), Math.Max(0, whole.High - Math.Max(0, start.Low)))
            : values.Length == 1 ? whole
            : new Interval(0, whole.High);
        return new(part, origin) { LengthOrigin = lengthOrigin };
    }

    private static NumberValue? Number(ImmutableArray<AbstractValue> values, Func<Interval, Interval, Interval> combine, Origin origin) =>
        values[0] is NumberValue { Range: var left } && values[1] is NumberValue { Range: var right }
            ? new NumberValue(combine(left, right), origin)
            : null;
}
