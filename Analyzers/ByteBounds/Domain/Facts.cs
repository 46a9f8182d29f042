using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The known facts about one term.</summary>
/// <param name="Range">The possible values.</param>
/// <param name="IsLimited">
/// Whether something may limit the value to a number that the analysis does not know: a check against a parameter, or unknown code that
/// received the value and may have thrown. A read of such a number of bytes is not proven to be whole.
/// </param>
internal readonly record struct Fact(Interval Range, bool IsLimited);

/// <summary>The facts about terms that the conditions on a path imply. Immutable.</summary>
internal sealed class Facts
{
    /// <summary>The maximum number of facts. More facts take time, and rarely improve a bound.</summary>
    private const int MaxFacts = 64;

    internal static readonly Facts None = new(ImmutableDictionary<Term, Fact>.Empty, isIncomplete: false);

    private readonly ImmutableDictionary<Term, Fact> _facts;

    private Facts(ImmutableDictionary<Term, Fact> facts, bool isIncomplete) => (_facts, IsIncomplete) = (facts, isIncomplete);

    /// <summary>Whether facts were dropped, so a value can have a limit that no fact states.</summary>
    private bool IsIncomplete { get; }

    internal IEnumerable<KeyValuePair<Term, Fact>> All => _facts;

    internal static Facts Join(Facts left, Facts right)
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        var (few, many) = left._facts.Count <= right._facts.Count ? (left, right) : (right, left);
        var isIncomplete = left.IsIncomplete || right.IsIncomplete;
        var joined = few._facts;
        foreach (var pair in few._facts)
        {
            var other = many.FactOf(pair.Key);
            if (pair.Value.Equals(other))
            {
                continue;
            }

            var fact = new Fact(Interval.Join(pair.Value.Range, other.Range), pair.Value.IsLimited && other.IsLimited);
            joined = fact is { Range: var range, IsLimited: false } && range == Interval.All ? joined.Remove(pair.Key) : joined.SetItem(pair.Key, fact);
        }

        return ReferenceEquals(joined, few._facts) && isIncomplete == few.IsIncomplete ? few : new(joined, isIncomplete);
    }

    /// <summary>Returns the facts of both arguments.</summary>
    internal static Facts Meet(Facts left, Facts right)
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        var met = left;
        foreach (var pair in right._facts)
        {
            met = met.Add(pair.Key, pair.Value);
        }

        return met;
    }

    /// <summary>Returns the possible values of a term.</summary>
    internal Interval RangeOf(Term term)
    {
        var own = _facts.TryGetValue(term, out var fact) ? Interval.Meet(term.Range, fact.Range) : term.Range;
        return own.IsExact || term.Operands.IsEmpty ? own : Interval.Meet(own, Computed(term));
    }

    /// <summary>Whether an unknown limit may apply to one of the numbers in the term (<see cref="Fact.IsLimited"/>).</summary>
    internal bool IsLimited(Term term) =>
        IsIncomplete || (_facts.TryGetValue(term, out var fact) && fact.IsLimited) || term.Operands.Any(IsLimited);

    /// <summary>Returns the facts in which a condition has the outcome; null if the outcome is impossible.</summary>
    internal Facts? Assume(AbstractValue condition, bool outcome)
    {
        var facts = this;
        if (condition is NumberValue { Implication: { } implication })
        {
            if (implication.Assume(outcome) is not { } implied)
            {
                return null;
            }

            facts = Meet(facts, implied);
        }

        return condition.Term is { } term ? facts.Assume(term, outcome) : facts;
    }

    /// <inheritdoc cref="Assume(AbstractValue, bool)"/>
    internal Facts? Assume(Term condition, bool outcome)
    {
        if (condition is { Kind: TermKind.Not, Operands: [var inner] })
        {
            return Assume(inner, !outcome);
        }

        if (Interval.Meet(RangeOf(condition), Interval.Exactly(outcome ? 1 : 0)).IsEmpty)
        {
            return null;
        }

        var facts = Add(condition, new Fact(Interval.Exactly(outcome ? 1 : 0), false));
        return condition switch
        {
            { Kind: TermKind.And, Operands: [var left, var right] } => !outcome ? facts.AssumeOneIsFalse(left, right) : facts.Assume(left, true)?.Assume(right, true),
            { Kind: TermKind.Operator, Key: OperatorKey(var kind, var type), Operands: [var left, var right] } =>
                facts.Compare(kind, type, left, right, outcome),
            // The condition is the result of an unknown function, which may have compared its arguments with any limit.
            { Kind: TermKind.Call } => facts.WithLimited(condition),
            _ => facts,
        };
    }

    /// <summary>Returns the facts in which an unknown limit may apply to each number from a file in the term (<see cref="Fact.IsLimited"/>).</summary>
    internal Facts WithLimited(Term term)
    {
        var facts = this;
        foreach (var leaf in term.Leaves)
        {
            facts = leaf.Origin.DependsOnFilesOnly ? facts.Add(leaf, new Fact(Interval.All, true)) : facts;
        }

        return facts;
    }

    /// <summary>Translates the facts about a callee's terms into terms of the caller.</summary>
    internal Facts Substitute(Func<Term, Term?> leaf)
    {
        var facts = None;
        foreach (var pair in _facts)
        {
            if (pair.Key.Substitute(leaf) is not { } term)
            {
                continue;
            }

            facts = facts.Add(term, pair.Value with { IsLimited = false });
            facts = pair.Value.IsLimited ? facts.WithLimited(term) : facts;
        }

        return facts;
    }

    /// <summary>Returns the facts about some of the terms. A fact stays if each of its term's <see cref="Term.Roots"/> satisfies the condition.</summary>
    internal Facts Where(Func<Term, bool> root)
    {
        var gone = _facts.Keys.Where(term => !term.Roots.All(root)).ToList();
        return gone.Count == 0 ? this : new(_facts.RemoveRange(gone), IsIncomplete);
    }

    private Facts? AssumeOneIsFalse(Term left, Term right) =>
        // a?.B > 0 is: a is not null && a.B > 0. If the whole is false because a is null, a.B has no value, so the fact a.B <= 0 does no harm.
        IsNotNull(left) ? Assume(right, false) ?? this
        : RangeOf(left) is { IsExact: true, Low: 1 } ? Assume(right, false)
        : RangeOf(right) is { IsExact: true, Low: 1 } ? Assume(left, false)
        : this;

    private static bool IsNotNull(Term term) => term is { Kind: TermKind.Not, Operands: [{ Kind: TermKind.Member, Key: Term.NullTest }] };

    private Facts? Compare(BinaryOperatorKind kind, SpecialType type, Term left, Term right, bool outcome)
    {
        var (l, r) = (RangeOf(left), RangeOf(right));
        switch (kind)
        {
            case BinaryOperatorKind.Equals when outcome:
                return Narrow(left, type, r, right)?.Narrow(right, type, l, left);
            case BinaryOperatorKind.Equals:
                return r.IsExact ? Without(left, type, r.Low) : l.IsExact ? Without(right, type, l.Low) : this;
            case BinaryOperatorKind.LessThan when outcome:
                return Narrow(left, type, Below(r.High), right)?.Narrow(right, type, Above(l.Low), upperLimit: null);
            case BinaryOperatorKind.LessThan:
                return Narrow(left, type, new(r.Low, long.MaxValue), upperLimit: null)?.Narrow(right, type, new(long.MinValue, l.High), left);
            default:
                return this;
        }
    }

    private static Interval Below(long high) => new(long.MinValue, high is long.MinValue or long.MaxValue ? high : high - 1);

    private static Interval Above(long low) => new(low is long.MinValue or long.MaxValue ? low : low + 1, long.MaxValue);

    private Facts? Without(Term term, SpecialType type, long value)
    {
        var range = RangeOf(term);
        return range.Low == value && range.Low < range.High ? Narrow(term, type, new(value + 1, range.High), upperLimit: null)
            : range.High == value && range.Low < range.High ? Narrow(term, type, new(range.Low, value - 1), upperLimit: null)
            : this;
    }

    /// <summary>Returns the facts in which a term has a value in the range; null if it cannot.</summary>
    /// <param name="term">The term.</param>
    /// <param name="type">The type of the comparison.</param>
    /// <param name="range">The range from the comparison.</param>
    /// <param name="upperLimit">The term that is an upper limit of the value; null if there is none.</param>
    private Facts? Narrow(Term term, SpecialType type, Interval range, Term? upperLimit)
    {
        var facts = upperLimit is null || upperLimit.Origin.DependsOnFilesOnly ? this : WithLimited(term);
        if (type is SpecialType.System_UInt64 or SpecialType.System_UIntPtr)
        {
            // An interval describes only values below 2^63.
            if (upperLimit is null || range.High is < 0 or long.MaxValue)
            {
                return facts;
            }

            range = new(Math.Max(0, range.Low), range.High);
        }

        var met = Interval.Meet(facts.RangeOf(term), range);
        if (met.IsEmpty)
        {
            return null;
        }

        facts = term.Kind == TermKind.Constant ? facts : facts.Add(term, new Fact(range, false));

        // (ulong)n <= 64 means 0 <= n <= 64, because a negative number becomes a large one.
        return term is { Kind: TermKind.Conversion, Key: ConversionKey(var from, var to), Operands: [var operand] }
            && met.Low >= 0 && met.High <= Interval.RangeOf(from).High && met.High != long.MaxValue && Interval.MakesNegativesLarge(from, to)
                ? facts.Narrow(operand, from, met, upperLimit)
                : facts;
    }

    private Facts Add(Term term, Fact fact)
    {
        var old = _facts.TryGetValue(term, out var known) ? known : new Fact(Interval.All, false);
        var next = new Fact(Interval.Meet(old.Range, fact.Range), old.IsLimited || fact.IsLimited);
        return next.Equals(old) ? this
            : _facts.Count >= MaxFacts && !_facts.ContainsKey(term) ? (IsIncomplete ? this : new(_facts, isIncomplete: true))
            : new(_facts.SetItem(term, next), IsIncomplete);
    }

    private Fact FactOf(Term term) => new(RangeOf(term), _facts.TryGetValue(term, out var fact) && fact.IsLimited);

    private Interval Computed(Term term)
    {
        switch (term)
        {
            case { Kind: TermKind.Not, Operands: [var inner] }:
                return RangeOf(inner) is { IsExact: true, Low: var value } ? Interval.Exactly(1 - value) : Interval.All;
            case { Kind: TermKind.And, Operands: [var left, var right] }:
                return Interval.Min(Interval.Meet(RangeOf(left), Interval.Boolean), Interval.Meet(RangeOf(right), Interval.Boolean));
            case { Kind: TermKind.Call, Key: "Max", Operands: [var left, var right] }:
                return Interval.Max(RangeOf(left), RangeOf(right));
            case { Kind: TermKind.Call, Key: "Min", Operands: [var left, var right] }:
                return Interval.Min(RangeOf(left), RangeOf(right));
            case { Kind: TermKind.Select, Operands: [var condition, var left, var right] }:
                return (Assume(condition, true), Assume(condition, false)) switch
                {
                    (null, { } otherwise) => otherwise.RangeOf(right),
                    ({ } then, null) => then.RangeOf(left),
                    ({ } then, { } otherwise) => Interval.Join(then.RangeOf(left), otherwise.RangeOf(right)),
                    _ => Interval.All,
                };
            case { Kind: TermKind.Conversion, Key: ConversionKey(_, var to), Operands: [var operand] }:
                var range = RangeOf(operand);
                return range.FitInto(to) == range ? range : Interval.All;
            case { Kind: TermKind.Operator, Key: OperatorKey(var kind, var type), Operands: [var left, var right] }:
                var (l, r) = (RangeOf(left), RangeOf(right));
                var computed = Arithmetic.RangeOf(kind, l, r, type);

                // The difference of two non-negative signed numbers does not wrap around.
                return kind == BinaryOperatorKind.Subtract && l.Low >= 0 && r.Low >= 0 && type is SpecialType.System_Int32 or SpecialType.System_Int64
                    ? Interval.Meet(computed, Differences.Of(left, right, this))
                    : computed;
            default:
                return Interval.All;
        }
    }
}
