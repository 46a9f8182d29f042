using IoPolicy.Analyzers.ByteBounds.Domain;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Evaluation;

/// <summary>The operators on numbers.</summary>
internal static class Arithmetic
{
    internal static AbstractValue Binary(BinaryOperatorKind kind, AbstractValue left, AbstractValue right, ITypeSymbol? type)
    {
        var origin = left.Origin | right.Origin;
        if (!Interval.Describes(type))
        {
            return new OpaqueValue(origin);
        }

        if (left is not NumberValue { Range: var l } || right is not NumberValue { Range: var r })
        {
            return new NumberValue(Interval.RangeOf(type), origin);
        }

        var range = l.IsExact && r.IsExact && Bitwise(kind, l.Low, r.Low) is { } exact ? Interval.Exactly(exact) : kind switch
        {
            BinaryOperatorKind.Add => l + r,
            BinaryOperatorKind.Subtract => l - r,
            BinaryOperatorKind.Multiply => l * r,
            BinaryOperatorKind.Divide => Interval.Divide(l, r),
            BinaryOperatorKind.Remainder => Interval.Remainder(l, r),
            BinaryOperatorKind.And => Interval.And(l, r),
            BinaryOperatorKind.LeftShift => Interval.ShiftLeft(l, r),
            BinaryOperatorKind.RightShift or BinaryOperatorKind.UnsignedRightShift => Interval.ShiftRight(l, r),
            _ => Compare(kind, l, r) is { } outcome ? Interval.Exactly(outcome ? 1 : 0)
                : kind is BinaryOperatorKind.Or or BinaryOperatorKind.ExclusiveOr && type?.SpecialType == SpecialType.System_Boolean ? Interval.Boolean
                : Interval.All,
        };
        var (leftLimits, rightLimits) = (IsLimit(kind, left, l, right, r), IsLimit(kind, right, r, left, l));
        return new NumberValue(range.FitInto(type), leftLimits || rightLimits ? origin | Origin.Elsewhere : origin)
        {
            EndsCounting = (leftLimits && IsCounter(right, r)) || (rightLimits && IsCounter(left, l)),
        };
    }

    /// <summary>Operators on two known numbers of which the intervals know less. Smaller types are sign-extended, which these keep.</summary>
    private static long? Bitwise(BinaryOperatorKind kind, long left, long right) => kind switch
    {
        BinaryOperatorKind.Remainder when right > 0 => left % right,
        BinaryOperatorKind.And => left & right,
        BinaryOperatorKind.Or => left | right,
        BinaryOperatorKind.ExclusiveOr => left ^ right,
        _ => null,
    };

    /// <summary>
    /// Whether a comparison holds something against a limit: a loop with such an end does not end with its file alone.
    /// 0, 1 and -1 are no limits but what the end of a file looks like; a counter that the loop moves has lost its
    /// bounds. A number of 16 bits that the file says limits what is counted against it.
    /// </summary>
    private static bool IsLimit(BinaryOperatorKind kind, AbstractValue operand, Interval range, AbstractValue other, Interval others) =>
        kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
        && range is { Low: > int.MinValue, High: < int.MaxValue and > 1 }
        && (operand.Origin.Equals(Origin.Constant) || (operand.Origin.IsFilesOnly && range.High <= ushort.MaxValue && IsCounter(other, others)));

    /// <summary>A number that depends on nothing, and yet has several values: it counts turns.</summary>
    private static bool IsCounter(AbstractValue operand, Interval range) => operand.Origin.Equals(Origin.Constant) && !range.IsExact;

    /// <summary>The comparison's outcome where it is the same for all values; null where it is not, or for other operators.</summary>
    internal static bool? Compare(BinaryOperatorKind kind, Interval left, Interval right) => kind switch
    {
        BinaryOperatorKind.LessThan => left.High < right.Low ? true : left.Low >= right.High ? false : null,
        BinaryOperatorKind.LessThanOrEqual => left.High <= right.Low ? true : left.Low > right.High ? false : null,
        BinaryOperatorKind.GreaterThan => Compare(BinaryOperatorKind.LessThan, right, left),
        BinaryOperatorKind.GreaterThanOrEqual => Compare(BinaryOperatorKind.LessThanOrEqual, right, left),
        BinaryOperatorKind.Equals => left.IsExact && left == right ? true : Interval.Meet(left, right).IsEmpty ? false : null,
        BinaryOperatorKind.NotEquals => Compare(BinaryOperatorKind.Equals, left, right) is { } same ? !same : null,
        _ => null,
    };

    internal static AbstractValue Unary(UnaryOperatorKind kind, AbstractValue operand, ITypeSymbol? type)
    {
        if (operand is not NumberValue { Range: var range } || !Interval.Describes(type))
        {
            return new OpaqueValue(operand.Origin);
        }

        var result = kind switch
        {
            UnaryOperatorKind.Plus => range,
            UnaryOperatorKind.Minus => Interval.Exactly(0) - range,
            UnaryOperatorKind.Not => range.IsExact ? Interval.Exactly(1 - range.Low) : Interval.Boolean,
            _ => Interval.All,
        };
        return new NumberValue(result.FitInto(type), operand.Origin);
    }

    internal static AbstractValue Convert(AbstractValue operand, ITypeSymbol? target) => operand switch
    {
        NumberValue number when Interval.Describes(target) => number.Range.FitInto(target) is var range && range == number.Range ? number : new NumberValue(range, number.Origin),
        BufferValue buffer when TypeFacts.IsBuffer(target) => buffer,
        BufferValue { Length: var length, LengthOrigin: var origin } when target is { IsReferenceType: true } => new SequenceValue(length, origin),
        SequenceValue when target is { IsReferenceType: true } => operand,
        FunctionValue => operand,
        FileValue => operand,
        _ when Interval.Describes(target) => new NumberValue(Interval.RangeOf(target), operand.Origin),
        _ => new OpaqueValue(operand.Origin),
    };
}
