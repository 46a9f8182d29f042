using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// Bounds the difference of two terms: the length of a file's tail, <c>length - Math.Max(0, length - 4096)</c>, is at most
/// 4096, although neither term has a bound.
/// </summary>
internal static class Differences
{
    /// <summary>The maximum depth of the terms that are taken into account.</summary>
    private const int MaxDepth = 6;

    /// <summary>Returns the values that <c>left - right</c> can have.</summary>
    internal static Interval Of(Term left, Term right, Facts facts) =>
        new(Highest(right, left, facts, MaxDepth) is > long.MinValue and < long.MaxValue and var most ? -most : long.MinValue, Highest(left, right, facts, MaxDepth));

    /// <summary>
    /// Returns an upper bound of <c>left - right</c>. <see cref="long.MaxValue"/> is no bound, and <see cref="long.MinValue"/> means that the facts
    /// are impossible.
    /// </summary>
    private static long Highest(Term left, Term right, Facts facts, int depth)
    {
        if (left.Equals(right))
        {
            return 0;
        }

        if (depth == 0)
        {
            return long.MaxValue;
        }

        var byRight = right switch
        {
            { Kind: TermKind.Call, Key: "Max", Operands: [var a, var b] } =>
                Math.Min(Highest(left, a, facts, depth - 1), Highest(left, b, facts, depth - 1)),
            { Kind: TermKind.Select, Operands: [var condition, var a, var b] } =>
                Math.Max(Under(condition, true, a), Under(condition, false, b)),
            { Kind: TermKind.Operator, Key: OperatorKey(BinaryOperatorKind.Subtract, _), Operands: [var a, { Range: { IsExact: true, Low: var constant } }] } when CannotWrap(a, constant) =>
                Plus(Highest(left, a, facts, depth - 1), constant),
            _ => long.MaxValue,
        };
        var byLeft = left switch
        {
            { Kind: TermKind.Call, Key: "Min", Operands: [var a, var b] } => Math.Min(Highest(a, right, facts, depth - 1), Highest(b, right, facts, depth - 1)),
            { Kind: TermKind.Call, Key: "Max", Operands: [var a, var b] } => Math.Max(Highest(a, right, facts, depth - 1), Highest(b, right, facts, depth - 1)),
            { Kind: TermKind.Operator, Key: OperatorKey(BinaryOperatorKind.Subtract, _), Operands: [var a, { Range: { IsExact: true, Low: var constant } }] } when CannotWrap(a, constant) =>
                Highest(a, right, facts, depth - 1),
            _ => long.MaxValue,
        };
        return Math.Min(Math.Min(byRight, byLeft), ByRanges());

        long ByRanges()
        {
            if (right is { Kind: not (TermKind.Constant or TermKind.Leaf or TermKind.Member) } || left.Kind == TermKind.Operator)
            {
                return long.MaxValue;
            }

            var (l, r) = (facts.RangeOf(left), facts.RangeOf(right));
            return l.High == long.MaxValue || r.Low == long.MinValue ? long.MaxValue : (l - r).High;
        }

        long Under(Term condition, bool outcome, Term chosen) =>
            facts.Assume(condition, outcome) is { } assumed ? Highest(left, chosen, assumed, depth - 1) : long.MinValue;

        // A number that is not negative stays in range when a constant of at most Int32.MaxValue is subtracted.
        bool CannotWrap(Term term, long constant) => constant is >= 0 and <= int.MaxValue && facts.RangeOf(term).Low >= 0;
    }

    private static long Plus(long value, long constant) => value is long.MaxValue or long.MinValue ? value : value > long.MaxValue - constant ? long.MaxValue : value + constant;
}
