using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The operators on numbers.</summary>
internal static class Arithmetic
{
    /// <summary>Evaluates a binary operator.</summary>
    /// <param name="kind">The operator.</param>
    /// <param name="left">The left operand.</param>
    /// <param name="right">The right operand.</param>
    /// <param name="type">The type of the result.</param>
    /// <param name="operands">The type of the operands.</param>
    /// <param name="isChecked">Whether the operator throws instead of wrapping around.</param>
    internal static AbstractValue Binary(BinaryOperatorKind kind, AbstractValue left, AbstractValue right, ITypeSymbol? type, ITypeSymbol? operands, bool isChecked = false)
    {
        var origin = left.Origin | right.Origin;
        if (!Interval.Describes(type))
        {
            return new OtherValue(origin);
        }

        var term = Combine(kind, left, right, type, operands);
        if (left is not NumberValue { Range: var l } || right is not NumberValue { Range: var r })
        {
            return new NumberValue(Interval.RangeOf(type), origin) { Term = term };
        }

        var range = Raw(kind, l, r, Interval.NumberTypeOf(type));
        range = isChecked && Interval.Meet(range, Interval.RangeOf(type)) is { IsEmpty: false } met ? met.FitInto(type) : range.FitInto(type);
        origin = kind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract && (left is NumberValue { IsReadCount: true } || right is NumberValue { IsReadCount: true }) ? origin.MarkedAsReadTotal : origin;
        var (leftLimits, rightLimits) = (IsLimit(kind, left, l, right, r), IsLimit(kind, right, r, left, l));
        return new NumberValue(range, leftLimits || rightLimits ? origin | Origin.External : origin)
        {
            ComparesCounter = (leftLimits && IsCounter(right, r)) || (rightLimits && IsCounter(left, l)),
            Term = range.IsExact ? null : term,
        };
    }

    /// <summary>Returns the outcome of a comparison as a value.</summary>
    internal static NumberValue Condition(BinaryOperatorKind kind, AbstractValue left, AbstractValue right, ITypeSymbol? operands) =>
        new(Interval.Boolean, left.Origin | right.Origin) { Term = Term.Operator(kind, operands, left.TermOrConstant, right.TermOrConstant) };

    /// <summary>Returns the range of an operator's results, given the ranges of its operands.</summary>
    internal static Interval RangeOf(BinaryOperatorKind kind, Interval left, Interval right, SpecialType type) =>
        Compare(kind, left, right) is { } outcome ? Interval.Exactly(outcome ? 1 : 0)
        : kind is BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan ? Interval.Boolean
        : Raw(kind, left, right, type).FitInto(type);

    private static Interval Raw(BinaryOperatorKind kind, Interval l, Interval r, SpecialType type) =>
        l.IsExact && r.IsExact && ExactResult(kind, l.Low, r.Low) is { } exact ? Interval.Exactly(exact) : kind switch
        {
            BinaryOperatorKind.Add => l + r,
            BinaryOperatorKind.Subtract => l - r,
            BinaryOperatorKind.Multiply => l * r,
            BinaryOperatorKind.Divide => Interval.Divide(l, r),
            BinaryOperatorKind.Remainder => Interval.Remainder(l, r),
            BinaryOperatorKind.And => Interval.And(l, r),
            BinaryOperatorKind.Or => Interval.Or(l, r),
            BinaryOperatorKind.ExclusiveOr => Interval.ExclusiveOr(l, r),
            BinaryOperatorKind.LeftShift => Interval.ShiftLeft(l, r),
            BinaryOperatorKind.RightShift => Interval.ShiftRight(l, r),
            BinaryOperatorKind.UnsignedRightShift => Interval.UnsignedShiftRight(l, r, type),
            _ => Compare(kind, l, r) is { } outcome ? Interval.Exactly(outcome ? 1 : 0) : Interval.All,
        };

    private static Term? Combine(BinaryOperatorKind kind, AbstractValue left, AbstractValue right, ITypeSymbol? type, ITypeSymbol? operands) =>
        type?.SpecialType == SpecialType.System_Boolean && operands?.SpecialType == SpecialType.System_Boolean ? kind switch
        {
            BinaryOperatorKind.And or BinaryOperatorKind.ConditionalAnd => Term.And(left.TermOrConstant, right.TermOrConstant),
            BinaryOperatorKind.Or or BinaryOperatorKind.ConditionalOr => Term.Or(left.TermOrConstant, right.TermOrConstant),
            BinaryOperatorKind.Equals when right is NumberValue { Range: { IsExact: true, Low: var value } } => value == 1 ? left.Term : Term.Not(left.Term),
            BinaryOperatorKind.NotEquals when right is NumberValue { Range: { IsExact: true, Low: var value } } => value == 0 ? left.Term : Term.Not(left.Term),
            _ => Term.Operator(kind, operands, left.TermOrConstant, right.TermOrConstant),
        }
        : Term.Operator(kind, type?.SpecialType == SpecialType.System_Boolean ? operands : type, left.TermOrConstant, right.TermOrConstant);

    /// <summary>
    /// Returns the exact result of an operator on two known numbers, if the interval operator gives only bounds; null for other operators. The
    /// numbers of smaller types are sign-extended to 64 bits, and so are the results.
    /// </summary>
    private static long? ExactResult(BinaryOperatorKind kind, long left, long right) => kind switch
    {
        BinaryOperatorKind.Remainder when right > 0 => left % right,
        BinaryOperatorKind.And => left & right,
        BinaryOperatorKind.Or => left | right,
        BinaryOperatorKind.ExclusiveOr => left ^ right,
        _ => null,
    };

    /// <summary>
    /// Whether an operand of a comparison is a limit for the other operand. A loop with such a condition can end before its file ends. Numbers
    /// of at most 1 are no limits, because a comparison of a read's result with -1, 0 or 1 tests for the end of the file. A counter of the loop
    /// is no limit, because it has no bounds after widening. A number of at most 16 bits from the file is a limit for a counter.
    /// </summary>
    private static bool IsLimit(BinaryOperatorKind kind, AbstractValue operand, Interval range, AbstractValue other, Interval others) =>
        kind is BinaryOperatorKind.LessThan or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual
        && range is { Low: > int.MinValue, High: < int.MaxValue and > 1 }
        && (operand.Origin.Equals(Origin.Constant) || (operand.Origin.DependsOnFilesOnly && range.High <= ushort.MaxValue && IsCounter(other, others)));

    /// <summary>Whether the number depends on constants only and still has several values, so it counts iterations.</summary>
    private static bool IsCounter(AbstractValue operand, Interval range) => operand.Origin.Equals(Origin.Constant) && !range.IsExact;

    /// <summary>Returns the outcome of a comparison if it is the same for all values; null if it is not, and for other operators.</summary>
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
            return new OtherValue(operand.Origin);
        }

        var result = kind switch
        {
            UnaryOperatorKind.Plus => range,
            UnaryOperatorKind.Minus => Interval.Exactly(0) - range,
            UnaryOperatorKind.Not => range.IsExact ? Interval.Exactly(1 - range.Low) : Interval.Boolean,
            _ => Interval.All,
        };
        return new NumberValue(result.FitInto(type), operand.Origin)
        {
            Term = kind == UnaryOperatorKind.Not && type?.SpecialType == SpecialType.System_Boolean ? Term.Not(operand.Term) : null,
            Implication = kind == UnaryOperatorKind.Not && operand is NumberValue { Implication: { } implication } ? implication.Negate() : null,
        };
    }

    /// <summary>Converts a value to a type. A number that fits is the same number.</summary>
    internal static AbstractValue Convert(AbstractValue operand, ITypeSymbol? target, ITypeSymbol? from = null, bool isChecked = false) => operand switch
    {
        NumberValue number when Interval.Describes(target) => Convert(number, target, from, isChecked),
        BufferValue buffer when TypeFacts.IsBuffer(target) => buffer,
        BufferValue { Length: var length, LengthOrigin: var origin } buffer when target is { IsReferenceType: true } => new SequenceValue(length, origin) { Content = buffer.Content },
        SequenceValue when target is { IsReferenceType: true } => operand,
        FunctionValue => operand,
        FileValue => operand,
        OtherValue { Parts: not null } when KeepsParts(from, target) => operand,
        _ when Interval.Describes(target) => new NumberValue(Interval.RangeOf(target), operand.Origin),
        _ => new OtherValue(operand.Origin) { Term = Term.Conversion(from, target, operand.TermOrConstant) },
    };

    /// <summary>Whether the conversion keeps the numbers in a tuple or a record: it unboxes the value, or only renames its members.</summary>
    private static bool KeepsParts(ITypeSymbol? from, ITypeSymbol? target) =>
        from?.SpecialType == SpecialType.System_Object || SymbolEqualityComparer.Default.Equals(from, target)
        || (from is INamedTypeSymbol { IsTupleType: true } one && target is INamedTypeSymbol { IsTupleType: true } other
            && one.TupleElements.Select(static element => element.Type).SequenceEqual(other.TupleElements.Select(static element => element.Type), SymbolEqualityComparer.Default));

    private static NumberValue Convert(NumberValue number, ITypeSymbol? target, ITypeSymbol? from, bool isChecked)
    {
        var range = number.Range.FitInto(target);
        if (range == number.Range && (range.Low >= 0 || from is null || Interval.IsUnsigned64(from) == Interval.IsUnsigned64(target)))
        {
            return number;
        }

        return isChecked && Interval.Meet(number.Range, Interval.RangeOf(target)) is { IsEmpty: false } met && !Interval.IsUnsigned64(target)
            ? number with { Range = met }
            : new NumberValue(range, number.Origin) { Term = Term.Conversion(from, target, number.Term) };
    }
}
