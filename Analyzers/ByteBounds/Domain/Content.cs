using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The content of a table: numbers or buffers.</summary>
/// <param name="Elements">The range of the numbers; null for buffers.</param>
/// <param name="Bytes">The total length of the buffers; null for numbers.</param>
/// <param name="KnownAt">The version of the buffers' content; null for a table that never changes.</param>
internal sealed record Content(Interval? Elements, Interval? Bytes, Term? KnownAt)
{
    /// <summary>Whether the table cannot have changed since.</summary>
    internal bool IsCurrent(Term contents) => KnownAt is null || ReferenceEquals(KnownAt, contents);

    /// <summary>Gets an element as a number of the type; null if it is unknown.</summary>
    internal NumberValue? ElementAs(ITypeSymbol? type, Origin origin, Term contents) =>
        Elements is { } values && IsCurrent(contents) && (Interval.Describes(type) || type?.SpecialType == SpecialType.System_Object)
            ? new NumberValue(Interval.Describes(type) ? values.FitInto(type) : values, origin)
            : null;

    internal static Content? Join(Content? left, Content? right) =>
        left is null || right is null || !ReferenceEquals(left.KnownAt, right.KnownAt) ? null
        : left.Elements is { } one && right.Elements is { } other ? left with { Elements = Interval.Join(one, other) }
        : left.Bytes is { } few && right.Bytes is { } many ? left with { Bytes = Interval.Join(few, many) }
        : null;

    /// <summary>Gets the content of a table of these values; null if a value is neither a number nor a buffer.</summary>
    internal static Content? Of(IReadOnlyList<AbstractValue?> values, Term? knownAt)
    {
        if (values.Count == 0)
        {
            return null;
        }

        if (values.All(static value => value is NumberValue))
        {
            return new(values.Select(static value => ((NumberValue)value!).Range).Aggregate(Interval.Join), null, knownAt);
        }

        return values.All(static value => value is BufferValue)
            ? new(null, values.Select(static value => ((BufferValue)value!).Length).Aggregate(static (sum, length) => sum + length), knownAt)
            : null;
    }
}
