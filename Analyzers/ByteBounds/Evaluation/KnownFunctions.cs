using System.Collections.Immutable;
using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>Functions of .NET that bound a number or a buffer, or that do not move the bytes of a file that they receive.</summary>
internal static class KnownFunctions
{
    /// <summary>
    /// Returns the result; null for an unknown function. The values are the receiver, if there is one, and then the arguments.
    /// </summary>
    internal static AbstractValue? Evaluate(IMethodSymbol method, ImmutableArray<AbstractValue> values)
    {
        if (!TypeFacts.IsDotNet(method) || values.Any(value => value is FileValue))
        {
            return null;
        }

        var origin = values.Aggregate(Origin.Constant, (all, value) => all | value.Origin);
        return (method.ContainingType.Name, method.Name, values.Length) switch
        {
            (_, "Min", 2) when IsMath(method) => Number(method, values, Interval.Min, origin),
            (_, "Max", 2) when IsMath(method) => Number(method, values, Interval.Max, origin),
            (_, "Abs", 1) when IsMath(method) && values[0] is NumberValue { Range: { Low: > int.MinValue and var least, High: var most } } =>
                new NumberValue(new(least >= 0 ? least : 0, Math.Max(Math.Abs(least), most)), origin),
            ("BitOperations", "PopCount" or "LeadingZeroCount" or "TrailingZeroCount" or "Log2", 1) =>
                new NumberValue(new(0, Interval.NumberTypeOf(method.Parameters[0].Type) is SpecialType.System_UInt64 or SpecialType.System_UIntPtr or SpecialType.System_Int64 ? 64 : 32), origin),
            ("Nullable", "GetValueOrDefault", 1) when values[0] is NumberValue number => (NumberValue)AbstractValue.Join(number, ValueFactory.Default(method.ReturnType)),
            ("Nullable", "GetValueOrDefault", 2) => AbstractValue.Join(values[0], values[1]),
            (_, "Clamp", 3) when IsMath(method) && values[1] is NumberValue { Range: var low } && values[2] is NumberValue { Range: var high } =>
                new NumberValue(
                    values[0] is NumberValue { Range: var range }
                        ? new(Math.Max(low.Low, Math.Min(range.Low, high.Low)), Math.Min(high.High, Math.Max(range.High, low.High)))
                        : new(low.Low, high.High),
                    values[2].Origin.DependsOnFilesOnly ? origin : origin | Origin.External),
            ("ArrayPool", "Rent", _) when values[values.Length - 1] is NumberValue { Range: var least } =>
                // The pool may return a longer buffer than requested.
                new BufferValue(new(Math.Max(0, least.Low), int.MaxValue), origin) { LengthOrigin = origin | Origin.External },
            ("MemoryExtensions" or "Span" or "ReadOnlySpan" or "Memory" or "ReadOnlyMemory", "AsSpan" or "AsMemory" or "Slice", _)
                when TypeFacts.IsBuffer(method.ReturnType) => Slice(values, origin),
            ("GC", "AllocateUninitializedArray" or "AllocateArray", >= 1) when values[0] is NumberValue { Range: var length } =>
                new BufferValue(Interval.Meet(length, Interval.Length) is { IsEmpty: false } bounded ? bounded : Interval.Length, origin),
            ("Array", "Empty", 0) => new BufferValue(Interval.Exactly(0), origin),
            _ => null,
        };
    }

    /// <summary>Whether the function moves no bytes of a file that it receives, and does not keep the file.</summary>
    internal static bool LeavesAlone(IMethodSymbol method) =>
        TypeFacts.IsDotNet(method) && (method.ContainingType.Name, method.Name) is
            ("ArgumentNullException", "ThrowIfNull") or ("ObjectDisposedException", "ThrowIf")
            or ("Object", "ReferenceEquals" or "GetType" or "GetHashCode")
            or ("GC", "KeepAlive" or "SuppressFinalize" or "ReRegisterForFinalize")
            or ("Debug", "Assert")
            // The compiler translates a lock statement into these calls.
            or ("Monitor", "Enter" or "TryEnter" or "Exit")
            // Advice and measurements of IoPolicy move no bytes of the file.
            or ("PageCache" or "Residency" or "ResidencyMap", _);

    /// <summary>Returns how the first argument compares with the second, or with 0, if the guard returns; null for other methods.</summary>
    internal static BinaryOperatorKind? GuardOf(IMethodSymbol method) =>
        method.ContainingType.Name != "ArgumentOutOfRangeException" || !TypeFacts.IsDotNet(method) ? null : method.Name switch
        {
            "ThrowIfNegative" or "ThrowIfLessThan" => BinaryOperatorKind.GreaterThanOrEqual,
            "ThrowIfNegativeOrZero" or "ThrowIfLessThanOrEqual" => BinaryOperatorKind.GreaterThan,
            "ThrowIfZero" or "ThrowIfEqual" => BinaryOperatorKind.NotEquals,
            "ThrowIfGreaterThan" => BinaryOperatorKind.LessThanOrEqual,
            "ThrowIfGreaterThanOrEqual" => BinaryOperatorKind.LessThan,
            "ThrowIfNotEqual" => BinaryOperatorKind.Equals,
            _ => null,
        };

    /// <summary>Whether the result of a call has the value of the receiver, because the function only changes how a task is awaited.</summary>
    internal static bool ReturnsReceiver(IMethodSymbol method) =>
        method.Name is "ConfigureAwait" or "AsTask" or "GetAwaiter" or "GetResult" or "Preserve"
        && TypeFacts.IsDotNet(method);

    /// <summary>Returns a part of a buffer. The values are the buffer, and then the start and the length if there are any.</summary>
    internal static BufferValue Slice(ImmutableArray<AbstractValue> values, Origin origin)
    {
        var whole = values[0] is BufferValue { Length: var length } ? length : Interval.Length;
        var term = Term.Call("Slice", [.. values.Select(static value => value.TermOrConstant)]);
        if (values.Length == 3 && values[2] is NumberValue { Range: var count })
        {
            // A slice that is longer than the buffer throws, so both bound the length.
            return new(new(Math.Max(0, count.Low), Math.Max(0, Math.Min(count.High, whole.High))), origin) { LengthOrigin = values[2].Origin, Term = term };
        }

        var lengthOrigin = values.Skip(1).Aggregate(values[0] is BufferValue { LengthOrigin: var own } ? own : values[0].Origin, (all, value) => all | value.Origin);
        lengthOrigin = values.Length == 2 && values[1] is NumberValue { IsReadCount: true } ? lengthOrigin.MarkedAsReadTotal : lengthOrigin;
        var part = values.Length == 2 && values[1] is NumberValue { Range: var start }
            ? new(Math.Max(0, whole.Low - Math.Max(0, Math.Min(start.High, int.MaxValue))), Math.Max(0, whole.High - Math.Max(0, start.Low)))
            : values.Length == 1 ? whole
            : new Interval(0, whole.High);
        return new(part, origin) { LengthOrigin = lengthOrigin, Term = term };
    }

    /// <summary>Whether the method belongs to <c>Math</c>, or to a number type, which has the same functions.</summary>
    private static bool IsMath(IMethodSymbol method) =>
        method.IsStatic && (method.ContainingType.Name == "Math" || (Interval.Describes(method.ContainingType) && method.ContainingType.SpecialType != SpecialType.System_Boolean));

    private static NumberValue? Number(IMethodSymbol method, ImmutableArray<AbstractValue> values, Func<Interval, Interval, Interval> combine, Origin origin)
    {
        if (values[0] is not NumberValue { Range: var left } || values[1] is not NumberValue { Range: var right })
        {
            return null;
        }

        // An interval describes only UInt64 values below 2^63. The smaller of two numbers is below 2^63 if either number is.
        var isUnsigned = Interval.IsUnsigned64(method.ReturnType);
        var range = !isUnsigned ? combine(left, right)
            : method.Name == "Min" && BoundOfSmaller(left, right) is { } most ? new(0, most)
            : left.Low >= 0 && right.Low >= 0 && left.High < long.MaxValue && right.High < long.MaxValue ? combine(left, right)
            : Interval.All;

        // The smaller of a number from the file and another value is limited by that value, so it depends on external data too.
        origin = method.Name == "Min" && (!values[0].Origin.DependsOnFilesOnly || !values[1].Origin.DependsOnFilesOnly) ? origin | Origin.External : origin;
        return new NumberValue(range, origin) { Term = range.IsExact || isUnsigned ? null : Term.Call(method.Name, values[0].TermOrConstant, values[1].TermOrConstant) };
    }

    private static long? BoundOfSmaller(Interval left, Interval right) => (IsBounded(left), IsBounded(right)) switch
    {
        (true, true) => Math.Min(left.High, right.High),
        (true, false) => left.High,
        (false, true) => right.High,
        _ => null,
    };

    private static bool IsBounded(Interval range) => range.Low >= 0 && range.High < long.MaxValue;
}
