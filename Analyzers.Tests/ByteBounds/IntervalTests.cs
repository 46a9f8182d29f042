using IoPolicy.Analyzers.ByteBounds.Domain;

namespace Analyzers.Tests.ByteBounds;

/// <summary>
/// Compares the interval arithmetic with C#'s own operators on every pair of small intervals. The interval of a result contains each number that
/// C# computes, and is no larger than documented.
/// </summary>
public sealed class IntervalTests
{
    private const int Least = -5;
    private const int Most = 6;

    private static readonly Interval[] Small =
    [
        .. from low in Enumerable.Range(Least, Most - Least + 1)
           from high in Enumerable.Range(low, Most - low + 1)
           select new Interval(low, high),
    ];

    private static readonly Interval AtLeast1 = new(1, long.MaxValue);
    private static readonly Interval AtMost1 = new(long.MinValue, 1);

    public static TheoryData<string> Operators => ["+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "min", "max", "join"];

    [Theory]
    [MemberData(nameof(Operators))]
    public void A_result_contains_each_number_that_the_operator_computes(string name)
    {
        foreach (var left in Small)
        {
            foreach (var right in Small)
            {
                var result = Compute(name, left, right);
                foreach (var value in Results(name, left, right))
                {
                    Assert.True(Contains(result, value), $"{left} {name} {right} = {result} does not contain {value}");
                }
            }
        }
    }

    /// <summary>The bounds of a result are the smallest and the largest number that C# computes. For some shifts, the result has no bounds.</summary>
    [Theory]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("*")]
    [InlineData("min")]
    [InlineData("max")]
    [InlineData("join")]
    [InlineData("<<")]
    [InlineData(">>")]
    public void A_result_is_as_small_as_possible(string name)
    {
        foreach (var left in Small)
        {
            foreach (var right in Small)
            {
                var isBounded = name switch
                {
                    "<<" => left.Low >= 0 && right.Low >= 0,
                    ">>" => right.Low >= 0,
                    _ => true,
                };
                var results = Results(name, left, right).ToList();
                Assert.Equal(isBounded ? new Interval(results.Min(), results.Max()) : Interval.All, Compute(name, left, right));
            }
        }
    }

    [Theory]
    [InlineData("/", 7, 9, 2, 2, 3, 4, Label = "a quotient by one divisor")]
    [InlineData("/", -7, 9, 2, 2, -3, 4, Label = "a quotient of a dividend that may be negative")]
    [InlineData("/", 7, 9, 2, 3, 0, 9, Label = "a quotient by several divisors")]
    [InlineData("/", 0, 9, 1, 3, 0, 9, Label = "a quotient by divisors that include 1")]
    [InlineData("%", 0, 9, 4, 4, 0, 3, Label = "a remainder of one divisor")]
    [InlineData("%", 0, 2, 4, 4, 0, 2, Label = "a remainder of dividends below the divisor")]
    [InlineData("%", 0, 9, 1, 4, 0, 3, Label = "a remainder of several divisors")]
    [InlineData("%", -9, 9, 4, 4, -3, 3, Label = "a remainder of a dividend that may be negative")]
    [InlineData("%", -9, -1, 1, 1, 0, 0, Label = "a remainder of the divisor 1")]
    [InlineData("&", 0, 9, 0, 4, 0, 4, Label = "and of two numbers that are not negative")]
    [InlineData("&", 0, 9, -1, 4, 0, 9, Label = "and with a right operand that may be negative")]
    [InlineData("&", -1, 9, 0, 4, 0, 4, Label = "and with a left operand that may be negative")]
    [InlineData(">>", 1000, 1000, 0, 3, 125, 1000, Label = "a right shift by at most 3")]
    [InlineData(">>", 1000, 1000, 3, 31, 0, 125, Label = "a right shift by at least 3")]
    [InlineData(">>", 0, 1000, 0, 31, 0, 1000, Label = "a right shift by any count")]
    [InlineData(">>", -1000, 1000, 0, 3, -1000, 1000, Label = "a right shift of a number that may be negative")]
    [InlineData(">>", -1000, -8, 3, 4, -125, -1, Label = "a right shift of a negative number")]
    [InlineData("<<", 1, 1, 0, 30, 1, 1 << 30, Label = "a left shift of 1 by any count without overflow")]
    [InlineData("<<", 0, int.MaxValue, 0, 30, 0, (long)int.MaxValue << 30, Label = "a left shift of any number that is not negative")]
    public void A_result_has_the_documented_bounds(string name, long leftLow, long leftHigh, long rightLow, long rightHigh, long low, long high) =>
        Assert.Equal(new Interval(low, high), Compute(name, new(leftLow, leftHigh), new(rightLow, rightHigh)));

    /// <summary>A result has no bound if C# may wrap around, mask a shift count or throw, and in cases for which the interval has no rule.</summary>
    [Theory]
    [InlineData("/", -9, 9, 2, 3, Label = "no rule: several divisors and a dividend that may be negative")]
    [InlineData("/", 0, 9, 0, 3, Label = "a divisor that may be 0, which throws")]
    [InlineData("/", 0, 9, -2, -2, Label = "no rule: a negative divisor")]
    [InlineData("/", -1, 9, 0, 0, Label = "the divisor 0, which throws")]
    [InlineData("%", 0, 9, 0, 3, Label = "a remainder of a divisor that may be 0")]
    [InlineData("%", 0, 9, -3, 3, Label = "a remainder of a divisor that may be negative or 0")]
    [InlineData("&", -1, 9, -1, 9, Label = "no rule: and of two numbers that may both be negative")]
    [InlineData(">>", 0, 1000, -1, 3, Label = "a right shift by a negative count, which C# masks")]
    [InlineData(">>", 0, 1000, 0, 32, Label = "a right shift by 32, which C# masks")]
    [InlineData("<<", 0, 1, 0, 31, Label = "a left shift into the sign bit")]
    [InlineData("<<", 0, 1, -1, 3, Label = "a left shift by a negative count, which C# masks")]
    [InlineData("<<", -1, 1, 0, 3, Label = "no rule: a left shift of a number that may be negative")]
    [InlineData("<<", 0, (long)int.MaxValue + 1, 0, 3, Label = "no rule: a left shift of a number above Int32")]
    [InlineData("+", long.MaxValue - 1, long.MaxValue - 1, 1, 2, Label = "a sum that wraps around")]
    [InlineData("-", long.MinValue + 1, long.MinValue + 1, 1, 2, Label = "a difference that wraps around")]
    [InlineData("*", 1L << 32, 1L << 32, 1L << 31, 1L << 31, Label = "a product that wraps around")]
    public void A_result_has_no_bound(string name, long leftLow, long leftHigh, long rightLow, long rightHigh) =>
        Assert.Equal(Interval.All, Compute(name, new(leftLow, leftHigh), new(rightLow, rightHigh)));

    /// <summary>The smallest and the largest value of Int64 mean "no bound", so a result that depends on them has no bound either.</summary>
    [Theory]
    [InlineData("+")]
    [InlineData("-")]
    [InlineData("*")]
    public void Arithmetic_with_an_open_end_has_no_bound(string name)
    {
        foreach (var open in (Interval[])[AtLeast1, AtMost1, Interval.All])
        {
            // The difference of two numbers that are not negative cannot wrap around.
            var cannotWrap = name == "-" && open.Low >= 0;
            Assert.Equal(cannotWrap ? new Interval(0, long.MaxValue) : Interval.All, Compute(name, open, Interval.Exactly(1)));
            Assert.Equal(cannotWrap ? new Interval(1 - long.MaxValue, 0) : Interval.All, Compute(name, Interval.Exactly(1), open));
        }

        Assert.Equal(Interval.All, Interval.Divide(AtMost1, Interval.Exactly(2)));
        Assert.Equal(new Interval(0, long.MaxValue), Interval.Divide(AtLeast1, Interval.Exactly(2)));
    }

    [Fact]
    public void The_largest_sum_product_and_difference_that_fit_are_exact()
    {
        Assert.Equal(Interval.Exactly(long.MaxValue - 1), Interval.Exactly(long.MaxValue - 2) + Interval.Exactly(1));
        Assert.Equal(Interval.Exactly(long.MinValue + 1), Interval.Exactly(long.MinValue + 2) - Interval.Exactly(1));
        Assert.Equal(new Interval(-(1L << 62), 1L << 62), new Interval(-1, 1) * Interval.Exactly(1L << 62));
    }

    [Fact]
    public void The_meet_is_the_intersection()
    {
        Assert.Equal(new Interval(2, 3), Interval.Meet(new(1, 3), new(2, 5)));
        Assert.False(Interval.Meet(new(1, 3), new(3, 5)).IsEmpty);
        Assert.True(Interval.Meet(new(1, 3), new(4, 5)).IsEmpty);
        Assert.True(Interval.Exactly(7).IsExact);
        Assert.False(new Interval(7, 8).IsExact);
    }

    /// <summary>Widening moves a bound at most twice: to the limit of Int32, and then to the limit of Int64.</summary>
    [Theory]
    [InlineData(0, 5, 0, 5, 0, 5, Label = "both ends stay")]
    [InlineData(0, 5, 1, 4, 0, 5, Label = "a smaller interval")]
    [InlineData(0, 5, 0, 6, 0, int.MaxValue, Label = "the high end moves")]
    [InlineData(0, 5, -1, 5, int.MinValue, 5, Label = "the low end moves")]
    [InlineData(0, 5, 0, int.MaxValue, 0, int.MaxValue, Label = "to the end of Int32")]
    [InlineData(0, 5, 0, int.MaxValue + 1L, 0, long.MaxValue, Label = "beyond the end of Int32")]
    [InlineData(0, 5, int.MinValue, 5, int.MinValue, 5, Label = "to the start of Int32")]
    [InlineData(0, 5, int.MinValue - 1L, 5, long.MinValue, 5, Label = "beyond the start of Int32")]
    public void Widening_relaxes_a_bound_that_moved(long oldLow, long oldHigh, long nextLow, long nextHigh, long low, long high) =>
        Assert.Equal(new Interval(low, high), Interval.Widen(new(oldLow, oldHigh), new(nextLow, nextHigh)));

    [Fact]
    public void The_interval_of_a_constant_is_its_number()
    {
        Assert.Equal(Interval.Exactly(1), Interval.OfConstant(true));
        Assert.Equal(Interval.Exactly(0), Interval.OfConstant(false));
        Assert.Equal(Interval.Exactly('K'), Interval.OfConstant('K'));
        foreach (var number in (object[])[(sbyte)-3, (byte)3, (short)-3, (ushort)3, -3, 3U, -3L, 3UL])
        {
            Assert.Equal(Interval.Exactly(Convert.ToInt64(number, System.Globalization.CultureInfo.InvariantCulture)), Interval.OfConstant(number));
        }

        Assert.Equal(Interval.Exactly(long.MaxValue), Interval.OfConstant((ulong)long.MaxValue));
        Assert.Equal(Interval.All, Interval.OfConstant((ulong)long.MaxValue + 1));
        Assert.Null(Interval.OfConstant("3"));
        Assert.Null(Interval.OfConstant(3.0));
    }

    [Theory]
    [InlineData("bool", 0, 1)]
    [InlineData("sbyte", sbyte.MinValue, sbyte.MaxValue)]
    [InlineData("byte", 0, byte.MaxValue)]
    [InlineData("short", short.MinValue, short.MaxValue)]
    [InlineData("ushort", 0, ushort.MaxValue)]
    [InlineData("char", 0, char.MaxValue)]
    [InlineData("int", int.MinValue, int.MaxValue)]
    [InlineData("uint", 0, uint.MaxValue)]
    [InlineData("long", long.MinValue, long.MaxValue)]
    [InlineData("ulong", long.MinValue, long.MaxValue)]
    [InlineData("nint", long.MinValue, long.MaxValue)]
    [InlineData("nuint", long.MinValue, long.MaxValue)]
    [InlineData("Small", 0, byte.MaxValue)]
    public void A_value_that_does_not_fit_its_type_can_be_any_value_of_the_type(string type, long low, long high)
    {
        var symbol = Infrastructure.Source.Compile($"enum Small : byte {{ }} class C {{ {type} F; }}").GetTypeByMetadataName("C")!
            .GetMembers("F").OfType<Microsoft.CodeAnalysis.IFieldSymbol>().Single().Type;
        Assert.True(Interval.Describes(symbol));
        Assert.Equal(new Interval(low, high), Interval.RangeOf(symbol));
        Assert.Equal(new Interval(0, 1), new Interval(0, 1).FitInto(symbol));
        Assert.Equal(new Interval(low, high), new Interval(low, high).FitInto(symbol));
        if (high != long.MaxValue)
        {
            Assert.Equal(new Interval(low, high), new Interval(0, high + 1).FitInto(symbol));
            Assert.Equal(new Interval(low, high), new Interval(low - 1, 0).FitInto(symbol));
        }

        // (ulong)-1 is 2^64 - 1, which no interval can express.
        var isUnsigned64 = type is "ulong" or "nuint";
        Assert.Equal(isUnsigned64, Interval.IsUnsigned64(symbol));
        if (high == long.MaxValue)
        {
            Assert.Equal(isUnsigned64 ? Interval.All : new Interval(-1, 0), new Interval(-1, 0).FitInto(symbol));
        }
    }

    [Theory]
    [InlineData("double")]
    [InlineData("decimal")]
    [InlineData("string")]
    [InlineData("object")]
    public void Other_types_have_no_interval(string type)
    {
        var symbol = Infrastructure.Source.Compile($"class C {{ {type} F; }}").GetTypeByMetadataName("C")!
            .GetMembers("F").OfType<Microsoft.CodeAnalysis.IFieldSymbol>().Single().Type;
        Assert.False(Interval.Describes(symbol));
        Assert.False(Interval.Describes(null));
        Assert.Equal(Interval.All, Interval.RangeOf(symbol));
    }

    private static bool Contains(Interval interval, long value) => interval.Low <= value && value <= interval.High;

    private static Interval Compute(string name, Interval left, Interval right) => name switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "/" => Interval.Divide(left, right),
        "%" => Interval.Remainder(left, right),
        "&" => Interval.And(left, right),
        "|" => Interval.Or(left, right),
        "^" => Interval.ExclusiveOr(left, right),
        "<<" => Interval.ShiftLeft(left, right),
        ">>" => Interval.ShiftRight(left, right),
        "min" => Interval.Min(left, right),
        "max" => Interval.Max(left, right),
        _ => Interval.Join(left, right),
    };

    private static IEnumerable<long> Results(string name, Interval left, Interval right)
    {
        for (var l = (int)left.Low; l <= left.High; l++)
        {
            for (var r = (int)right.Low; r <= right.High; r++)
            {
                if (r == 0 && name is ("/" or "%"))
                {
                    continue; // DivideByZeroException.
                }

                yield return name switch
                {
                    "+" => l + r,
                    "-" => l - r,
                    "*" => l * r,
                    "/" => l / r,
                    "%" => l % r,
                    "&" => l & r,
                    "|" => l | r,
                    "^" => l ^ r,
                    "<<" => l << r,
                    ">>" => l >> r,
                    "min" => Math.Min(l, r),
                    "max" => Math.Max(l, r),
                    _ => l,
                };
                if (name == "join")
                {
                    yield return r;
                }
            }
        }
    }
}
