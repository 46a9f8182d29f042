using System.Globalization;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// All 64-bit integers from <paramref name="Low"/> to <paramref name="High"/>, inclusive. The smallest and largest value of the
/// type mean "no bound". An interval contains every value that the program can compute: arithmetic that may wrap around has no
/// bounds.
/// </summary>
internal readonly record struct Interval(long Low, long High)
{
    internal static readonly Interval All = new(long.MinValue, long.MaxValue);
    internal static readonly Interval Boolean = new(0, 1);
    internal static readonly Interval Length = new(0, int.MaxValue);
    internal static readonly Interval FileLength = new(0, long.MaxValue);

    internal bool IsEmpty => Low > High;

    internal bool IsExact => Low == High;

    internal static Interval Exactly(long value) => new(value, value);

    /// <summary>Returns the interval of a compile-time constant; null if the constant is not a number, a character or a Boolean.</summary>
    internal static Interval? OfConstant(object value) => value switch
    {
        bool flag => Exactly(flag ? 1 : 0),
        char letter => Exactly(letter),
        ulong number when number > long.MaxValue => All,
        sbyte or byte or short or ushort or int or uint or long or ulong => Exactly(Convert.ToInt64(value, CultureInfo.InvariantCulture)),
        _ => null,
    };

    internal static Interval Join(Interval left, Interval right) =>
        new(Math.Min(left.Low, right.Low), Math.Max(left.High, right.High));

    internal static Interval Meet(Interval left, Interval right) =>
        new(Math.Max(left.Low, right.Low), Math.Min(left.High, right.High));

    /// <summary>
    /// Relaxes a bound that moved, so a loop reaches its fixpoint in a few steps. The bound first becomes the limit of Int32, because most
    /// counters have this type, and arithmetic within its limits does not count as wrapping. If the bound moves again, the interval has no bound.
    /// </summary>
    internal static Interval Widen(Interval old, Interval next) => new(
        next.Low >= old.Low ? old.Low : next.Low >= int.MinValue ? int.MinValue : long.MinValue,
        next.High <= old.High ? old.High : next.High <= int.MaxValue ? int.MaxValue : long.MaxValue);

    public static Interval operator +(Interval left, Interval right) => Exact(static (l, r) => checked(new(l.Low + r.Low, l.High + r.High)), left, right);

    /// <summary>The difference of two non-negative numbers cannot wrap around.</summary>
    public static Interval operator -(Interval left, Interval right) => left.Low >= 0 && right.Low >= 0
        ? new(left.Low - right.High, left.High == long.MaxValue ? long.MaxValue : left.High - right.Low)
        : Exact(static (l, r) => checked(new(l.Low - r.High, l.High - r.Low)), left, right);

    public static Interval operator *(Interval left, Interval right) => Exact(
        static (l, r) => checked(Corners(l.Low * r.Low, l.Low * r.High, l.High * r.Low, l.High * r.High)), left, right);

    /// <summary>
    /// Divides by a positive number. For a divisor that is no constant, the quotient of a number that is not negative is between 0 and that
    /// number. Any other division gives all values.
    /// </summary>
    internal static Interval Divide(Interval left, Interval right) =>
        right is { IsExact: true, Low: > 0 } && IsBounded(left) ? new(left.Low / right.Low, left.High / right.Low)
        : left.Low >= 0 && right.Low > 0 ? new(0, left.High)
        : All;

    internal static Interval Remainder(Interval left, Interval right) =>
        right.Low <= 0 ? All
        : left.Low >= 0 ? new(0, Math.Min(left.High, right.High - 1))
        : new(-(right.High - 1), right.High - 1);

    /// <summary>A non-negative mask bounds the result from both sides, whatever the other operand is.</summary>
    internal static Interval And(Interval left, Interval right) =>
        left.Low >= 0 && right.Low >= 0 ? new(0, Math.Min(left.High, right.High))
        : left.Low >= 0 ? new(0, left.High)
        : right.Low >= 0 ? new(0, right.High)
        : All;

    /// <summary>The result of <c>|</c> and of <c>^</c> has no bit above the highest bit of its operands.</summary>
    internal static Interval Or(Interval left, Interval right) =>
        left.Low >= 0 && right.Low >= 0 ? new(Math.Max(left.Low, right.Low), BitsOf(left.High) | BitsOf(right.High)) : All;

    /// <inheritdoc cref="Or"/>
    internal static Interval ExclusiveOr(Interval left, Interval right) =>
        left.Low >= 0 && right.Low >= 0 ? new(0, BitsOf(left.High) | BitsOf(right.High)) : All;

    internal static Interval ShiftLeft(Interval value, Interval by) =>
        value.Low >= 0 && value.High <= int.MaxValue && by.Low >= 0 && by.High <= 30 ? new(value.Low << (int)by.Low, value.High << (int)by.High) : All;

    /// <summary>For Int32, C# uses only the low five bits of the count, so a count above 31 gives a smaller shift.</summary>
    internal static Interval ShiftRight(Interval value, Interval by) =>
        by.Low < 0 || by.High > 31 ? All
        : value.Low >= 0 ? new(value.Low >> (int)by.High, value.High >> (int)by.Low)
        : new(value.Low >> (int)by.Low, value.High < 0 ? value.High >> (int)by.High : value.High >> (int)by.Low);

    /// <summary>A shift by at least one bit makes a negative number positive, so the type bounds the result.</summary>
    internal static Interval UnsignedShiftRight(Interval value, Interval by, SpecialType type) =>
        value.Low >= 0 ? ShiftRight(value, by)
        : by.Low <= 0 || by.High > 31 ? All
        : type == SpecialType.System_Int32 ? new(0, uint.MaxValue >> (int)by.Low)
        : type is SpecialType.System_Int64 or SpecialType.System_UInt64 ? new(0, (long)(ulong.MaxValue >> (int)by.Low))
        : All;

    internal static Interval Min(Interval left, Interval right) =>
        new(Math.Min(left.Low, right.Low), Math.Min(left.High, right.High));

    internal static Interval Max(Interval left, Interval right) =>
        new(Math.Max(left.Low, right.Low), Math.Max(left.High, right.High));

    /// <summary>Returns the interval as a value of the type: unchanged if it fits, otherwise all values of the type.</summary>
    internal Interval FitInto(ITypeSymbol? type) => FitInto(NumberTypeOf(type));

    /// <inheritdoc cref="FitInto(ITypeSymbol?)"/>
    internal Interval FitInto(SpecialType type)
    {
        var range = RangeOf(type);
        return Low >= range.Low && High <= range.High && !(Low < 0 && IsUnsigned64(type)) ? this : range;
    }

    /// <summary>Returns the values of a type; all 64-bit integers if the type is not a number, or has 64 bits.</summary>
    internal static Interval RangeOf(ITypeSymbol? type) => RangeOf(NumberTypeOf(type));

    /// <inheritdoc cref="RangeOf(ITypeSymbol?)"/>
    internal static Interval RangeOf(SpecialType type) => type switch
    {
        SpecialType.System_Boolean => Boolean,
        SpecialType.System_SByte => new(sbyte.MinValue, sbyte.MaxValue),
        SpecialType.System_Byte => new(0, byte.MaxValue),
        SpecialType.System_Int16 => new(short.MinValue, short.MaxValue),
        SpecialType.System_UInt16 or SpecialType.System_Char => new(0, ushort.MaxValue),
        SpecialType.System_Int32 => new(int.MinValue, int.MaxValue),
        SpecialType.System_UInt32 => new(0, uint.MaxValue),
        _ => All,
    };

    /// <summary>Whether an interval can describe values of the type. For UInt64, it can bound only values below 2^63.</summary>
    internal static bool Describes(ITypeSymbol? type) => NumberTypeOf(type)
        is SpecialType.System_Boolean or SpecialType.System_Char
        or SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64
        or SpecialType.System_IntPtr or SpecialType.System_UIntPtr;

    /// <summary>
    /// Whether the type is an unsigned 64-bit type. An interval cannot describe its values of 2^63 or more, and the conversion of a negative
    /// number gives such a value.
    /// </summary>
    internal static bool IsUnsigned64(ITypeSymbol? type) => IsUnsigned64(NumberTypeOf(type));

    /// <inheritdoc cref="IsUnsigned64(ITypeSymbol?)"/>
    internal static bool IsUnsigned64(SpecialType type) => type is SpecialType.System_UInt64 or SpecialType.System_UIntPtr;

    /// <summary>Whether a conversion keeps the numbers that both types have, and makes negative numbers large.</summary>
    internal static bool MakesNegativesLarge(SpecialType from, SpecialType to) => to switch
    {
        SpecialType.System_UInt64 => true,
        SpecialType.System_UIntPtr => from is not (SpecialType.System_Int64 or SpecialType.System_UInt64),
        SpecialType.System_UInt32 => RangeOf(from).High <= uint.MaxValue,
        SpecialType.System_Int64 => from != SpecialType.System_UInt64 && from != SpecialType.System_UIntPtr,
        _ => false,
    };

    /// <summary>
    /// Returns the number type behind an enumeration or a nullable type. An interval does not say whether a value is null.
    /// </summary>
    internal static SpecialType NumberTypeOf(ITypeSymbol? type) => type switch
    {
        null => SpecialType.None,
        INamedTypeSymbol { EnumUnderlyingType: { } underlying } => underlying.SpecialType,
        INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var argument] } => NumberTypeOf(argument),
        _ => type.SpecialType,
    };

    private static long BitsOf(long value)
    {
        var bits = value;
        for (var shift = 1; shift < 64; shift <<= 1)
        {
            bits |= bits >> shift;
        }

        return bits;
    }

    private static bool IsBounded(Interval value) => value.Low != long.MinValue && value.High != long.MaxValue;

    private static Interval Corners(long a, long b, long c, long d) =>
        new(Math.Min(Math.Min(a, b), Math.Min(c, d)), Math.Max(Math.Max(a, b), Math.Max(c, d)));

    private static Interval Exact(Func<Interval, Interval, Interval> compute, Interval left, Interval right)
    {
        if (!IsBounded(left) || !IsBounded(right))
        {
            return All;
        }

        try
        {
            return compute(left, right);
        }
        catch (OverflowException)
        {
            return All;
        }
    }
}
