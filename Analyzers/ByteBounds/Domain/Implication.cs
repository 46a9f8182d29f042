namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// The facts that each outcome of a Boolean implies about the path. With them, <c>var ok = n &gt;= 0 &amp;&amp; n &lt;= 64; if (ok)</c>
/// has the same effect as the condition itself.
/// </summary>
internal sealed class Implication
{
    /// <summary>The maximum depth of flags that are computed from other flags. No flag in practice is deeper.</summary>
    private const int MaxDepth = 8;

    private readonly (AbstractValue Value, Facts Facts) _left;
    private readonly (AbstractValue Value, Facts Facts) _right;
    private readonly int _depth;
    private readonly bool _isNegated;

    private Implication((AbstractValue Value, Facts Facts) left, (AbstractValue Value, Facts Facts) right, int depth, bool isNegated) =>
        (_left, _right, _depth, _isNegated) = (left, right, depth, isNegated);

    /// <summary>Returns the implication of a Boolean with different values on two paths; null if it implies nothing.</summary>
    internal static Implication? Of(NumberValue left, Facts leftFacts, NumberValue right, Facts rightFacts)
    {
        var depth = 1 + Math.Max(left.Implication?._depth ?? 0, right.Implication?._depth ?? 0);
        return depth > MaxDepth || ReferenceEquals(leftFacts, rightFacts) ? null : new((left, leftFacts), (right, rightFacts), depth, isNegated: false);
    }

    /// <summary>Returns the facts if the Boolean has the outcome; null if it cannot.</summary>
    internal Facts? Assume(bool outcome) => (OfPath(_left, outcome != _isNegated), OfPath(_right, outcome != _isNegated)) switch
    {
        (null, var right) => right,
        (var left, null) => left,
        ({ } left, { } right) => Facts.Join(left, right),
    };

    /// <summary>Returns the implication of the negated Boolean.</summary>
    internal Implication Negate() => new(_left, _right, _depth, !_isNegated);

    /// <summary>Translates the implication into terms of the caller.</summary>
    internal Implication Substitute(Func<AbstractValue, AbstractValue> value, Func<Facts, Facts> facts) =>
        new((value(_left.Value), facts(_left.Facts)), (value(_right.Value), facts(_right.Facts)), _depth, _isNegated);

    private static Facts? OfPath((AbstractValue Value, Facts Facts) path, bool outcome) =>
        path.Value is NumberValue { Range: var range } && Interval.Meet(range, Interval.Exactly(outcome ? 1 : 0)).IsEmpty
            ? null
            : path.Facts.Assume(path.Value, outcome);
}
