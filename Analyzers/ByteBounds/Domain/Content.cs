using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The known content of an array or a collection: numbers, buffers, or tuples and records with numbers.</summary>
/// <param name="Elements">The range of the numbers; null if the elements are not numbers.</param>
/// <param name="Bytes">The total length of the buffers; null if the elements are not buffers.</param>
/// <param name="Version">The version of the content (<see cref="AbstractState.Contents"/>) when it was recorded; null for a table that never changes.</param>
internal sealed record Content(Interval? Elements, Interval? Bytes, Term? Version)
{
    /// <summary>The numbers in each element, by the names of its members; null if the elements are no tuples or records.</summary>
    internal ImmutableDictionary<string, Interval>? Parts { get; init; }

    /// <summary>The maximum number of elements that are known one by one. Of a longer table, only the range of all elements is known.</summary>
    private const int MaxItems = 256;

    /// <summary>The elements of a short table in their order; empty if they are not known one by one.</summary>
    private ImmutableArray<AbstractValue?> Items { get; init; } = [];

    public bool Equals(Content? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Elements == other.Elements && Bytes == other.Bytes && ReferenceEquals(Version, other.Version) && AreSame(Parts, other.Parts) && Items.SequenceEqual(other.Items));

    public override int GetHashCode() => Elements.GetHashCode() ^ Bytes.GetHashCode();

    /// <summary>Whether the content is still valid: nothing can have changed the table after the content was recorded.</summary>
    internal bool IsCurrent(Term contents) => Version is null || ReferenceEquals(Version, contents);

    /// <summary>Gets an element as a value of a type; null if it is not known.</summary>
    internal AbstractValue? ElementAs(ITypeSymbol? type, Origin origin, Term contents, Interval index) =>
        index is { IsExact: true, Low: >= 0 and var at } && at < Items.Length && Of([Items[(int)at]], Version) is { } own
            ? own.ElementAs(type, origin, contents)
            : ElementAs(type, origin, contents);

    /// <summary>Returns the index of the current element in an enumeration that has this many elements left.</summary>
    internal Interval IndexOf(Interval left) => left.IsExact && !Items.IsEmpty ? Interval.Exactly(Items.Length - 1 - left.Low) : Interval.All;

    private AbstractValue? ElementAs(ITypeSymbol? type, Origin origin, Term contents) =>
        Parts is { } parts && IsCurrent(contents) ? new OtherValue(origin) { Parts = parts }
        : Elements is { } values && IsCurrent(contents) && (Interval.Describes(type) || type?.SpecialType == SpecialType.System_Object)
            ? new NumberValue(Interval.Describes(type) ? values.FitInto(type) : values, origin)
            : null;

    internal static Content? Join(Content? left, Content? right) =>
        ReferenceEquals(left, right) ? left
        : left is null || right is null || !ReferenceEquals(left.Version, right.Version) ? null
        : left.Elements is { } one && right.Elements is { } other ? left with { Elements = Interval.Join(one, other), Items = [] }
        : left.Bytes is { } few && right.Bytes is { } many ? left with { Bytes = Interval.Join(few, many), Items = [] }
        : left.Parts is { } some && right.Parts is { } others ? left with { Parts = JoinParts(some, others), Items = [] }
        : null;

    /// <summary>Gets the content of a table of these values; null unless they are all numbers, all buffers, or all tuples or records with known numbers.</summary>
    internal static Content? Of(IReadOnlyList<AbstractValue?> values, Term? version)
    {
        ImmutableArray<AbstractValue?> items = values.Count is > 1 and <= MaxItems ? [.. values] : [];
        if (values.Count == 0)
        {
            return null;
        }

        if (values.All(static value => value is NumberValue))
        {
            return new(values.Select(static value => ((NumberValue)value!).Range).Aggregate(Interval.Join), null, version) { Items = items };
        }

        if (values.All(static value => value is OtherValue { Parts: not null }))
        {
            return new(null, null, version) { Parts = values.Select(static value => ((OtherValue)value!).Parts!).Aggregate(JoinParts), Items = items };
        }

        return values.All(static value => value is BufferValue)
            ? new(null, values.Select(static value => ((BufferValue)value!).Length).Aggregate(static (sum, length) => sum + length), version)
            : null;
    }

    private static ImmutableDictionary<string, Interval> JoinParts(ImmutableDictionary<string, Interval> left, ImmutableDictionary<string, Interval> right) => left
        .Where(pair => right.ContainsKey(pair.Key)).ToImmutableDictionary(static pair => pair.Key, pair => Interval.Join(pair.Value, right[pair.Key]));

    internal static bool AreSame(ImmutableDictionary<string, Interval>? left, ImmutableDictionary<string, Interval>? right) =>
        ReferenceEquals(left, right)
        || (left is not null && right is not null && left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var range) && range == pair.Value));
}
