using System.Collections.Immutable;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// Joins the values of two states. If a condition separates the two paths, the join keeps it, because only one of two
/// exclusive branches moves its bytes.
/// </summary>
internal sealed class StateJoin(Facts left, Facts right)
{
    /// <summary>The maximum number of conditions that a join adds to a case. A branch has one condition, and a pattern or a flag a few more.</summary>
    private const int MaxConditions = 3;

    private List<(Term Condition, bool OnLeft)>? _conditions;

    internal AbstractValue JoinVariable(AbstractValue one, AbstractValue other)
    {
        var joined = AbstractValue.Join(one, left, other, right);
        if (joined is NumberValue { Term: null } flag && one is NumberValue { Range: { IsExact: true, Low: var value and (0 or 1) } } && other is NumberValue { Range: { IsExact: true, Low: 0 or 1 } })
        {
            // A flag with a different value on each path separates the paths.
            var term = Term.Leaf(flag);
            Conditions.Add((term, value == 1));
            return flag with { Term = term };
        }

        return joined;
    }

    internal AbstractValue JoinCapture(AbstractValue one, AbstractValue other)
    {
        var joined = JoinVariable(one, other);
        return joined is NumberValue { Term: null, Implication: null } && one is NumberValue && other is NumberValue && Conditions is [var (condition, onLeft), ..]
            ? joined with { Term = onLeft ? Term.Select(condition, one.TermOrConstant, other.TermOrConstant) : Term.Select(condition, other.TermOrConstant, one.TermOrConstant) }
            : joined;
    }

    internal FileUsage JoinUsage(FileUsage one, FileUsage other)
    {
        var joined = FileUsage.Join(one, other);
        if ((one.Read.Amount == other.Read.Amount && one.Cases.IsEmpty && other.Cases.IsEmpty) || Conditions.Count == 0)
        {
            return joined;
        }

        var cases = ImmutableArray.CreateBuilder<ReadCase>();
        Add(cases, one, isLeft: true);
        Add(cases, other, isLeft: false);
        return cases.Count > FileUsage.MaxCases ? joined : joined with { Cases = cases.ToImmutable() };
    }

    private void Add(ImmutableArray<ReadCase>.Builder cases, FileUsage usage, bool isLeft)
    {
        foreach (var known in usage.Cases.IsEmpty ? [new ReadCase([], usage.Read)] : usage.Cases)
        {
            cases.Add(known with { Conditions = [.. known.Conditions, .. Conditions.Take(MaxConditions).Select(each => (each.Condition, isLeft == each.OnLeft))] });
        }
    }

    /// <summary>The conditions that are true on one path and false on the other.</summary>
    private List<(Term Condition, bool OnLeft)> Conditions
    {
        get
        {
            if (_conditions is null)
            {
                _conditions = [];
                if (!ReferenceEquals(left, right))
                {
                    AddFrom(left, right, isLeft: true);
                    AddFrom(right, left, isLeft: false);
                }
            }

            return _conditions;
        }
    }

    private void AddFrom(Facts facts, Facts others, bool isLeft)
    {
        foreach (var pair in facts.All)
        {
            if (pair.Value.Range is { IsExact: true, Low: var value and (0 or 1) } && pair.Key.IsCondition
                && others.RangeOf(pair.Key) is { IsExact: true, Low: var other } && other == 1 - value
                && !_conditions!.Exists(known => known.Condition.Equals(pair.Key)))
            {
                _conditions.Add((pair.Key, isLeft ? value == 1 : value == 0));
            }
        }
    }
}
