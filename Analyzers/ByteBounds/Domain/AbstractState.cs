using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>What is known at a point of the program. Immutable.</summary>
/// <param name="Variables">
/// Locals, parameters, and members of <c>this</c> that were assigned. A local that is absent was not assigned yet on
/// this path: the language then forbids reading it, so that a join may take the other path's value.
/// </param>
/// <param name="Captures">The temporary values of the control-flow graph.</param>
/// <param name="Files">What has been done to each file; absent: nothing.</param>
/// <param name="Relations">Offsets of the relations between counters and what was read.</param>
internal sealed record AbstractState(
    ImmutableDictionary<ISymbol, AbstractValue> Variables,
    ImmutableDictionary<CaptureId, AbstractValue> Captures,
    ImmutableDictionary<FileSource, FileUsage> Files,
    ImmutableDictionary<RelationKey, long> Relations)
{
    internal static readonly AbstractState Empty = new(
        ImmutableDictionary.Create<ISymbol, AbstractValue>(SymbolEqualityComparer.Default, AlwaysReplace<AbstractValue>.Instance),
        ImmutableDictionary.Create<CaptureId, AbstractValue>(null, AlwaysReplace<AbstractValue>.Instance),
        ImmutableDictionary.Create<FileSource, FileUsage>(null, AlwaysReplace<FileUsage>.Instance),
        ImmutableDictionary<RelationKey, long>.Empty);

    internal FileUsage Of(FileSource file) => Files.TryGetValue(file, out var usage) ? usage : default;

    /// <summary>After an assignment, which ends the variable's relations.</summary>
    internal AbstractState With(ISymbol variable, AbstractValue value) => Refined(variable, value) with
    {
        Relations = Relations.IsEmpty ? Relations : Relations.RemoveRange(Relations.Keys.Where(key => SymbolEqualityComparer.Default.Equals(key.Variable, variable))),
    };

    /// <summary>Where more is known of a variable that was not assigned.</summary>
    internal AbstractState Refined(ISymbol variable, AbstractValue value) => this with { Variables = Variables.SetItem(variable, value) };

    internal AbstractState With(RelationKey relation, long offset) => this with { Relations = Relations.SetItem(relation, offset) };

    /// <summary>After so many more bytes were read of a file.</summary>
    internal AbstractState Shifted(FileSource file, Amount more)
    {
        var state = this;
        foreach (var pair in Relations)
        {
            if (pair.Key.File.Equals(file))
            {
                state = state with { Relations = more.IsConstant ? state.Relations.SetItem(pair.Key, pair.Value + more.Bytes) : state.Relations.Remove(pair.Key) };
            }
        }

        return state;
    }

    /// <summary>The offset of a relation: kept, or what the intervals say.</summary>
    internal long? OffsetOf(RelationKey key)
    {
        const long Limit = int.MaxValue;
        if (Relations.TryGetValue(key, out var offset))
        {
            return offset;
        }

        if (Of(key.File).Read.Amount is not { IsConstant: true, Bytes: < Limit and var read }
            || !Variables.TryGetValue(key.Variable, out var value) || value is not NumberValue { Range: var range })
        {
            return null;
        }

        return key.Sign > 0
            ? range.Low is > -Limit and < Limit ? read - range.Low : null
            : range.High is > -Limit and < Limit ? read + range.High : null;
    }

    internal AbstractState With(CaptureId capture, AbstractValue value) => this with { Captures = Captures.SetItem(capture, value) };

    internal AbstractState With(FileSource file, FileUsage usage) => this with { Files = Files.SetItem(file, usage) };

    /// <summary>The part of the state that lasts beyond the method: what was done to files, and the values of members.</summary>
    internal AbstractState OfMembers(bool hasMembers) => new(
        hasMembers ? Variables.RemoveRange(Variables.Keys.Where(static key => key is not IFieldSymbol)) : Empty.Variables,
        Empty.Captures,
        Files,
        Empty.Relations);

    /// <summary>
    /// What holds on both ways. Of a variable that only one side has, <paramref name="missing"/> gives the other side's
    /// value; null where the language forbids to read it there.
    /// </summary>
    internal static AbstractState Join(AbstractState left, AbstractState right, Func<ISymbol, AbstractValue?> missing) =>
        ReferenceEquals(left, right) ? left : new(
            Merge(left.Variables, right.Variables, AbstractValue.Join, missing),
            Merge(left.Captures, right.Captures, AbstractValue.Join, static _ => null),
            Merge(left.Files, right.Files, FileUsage.Join),
            MergeRelations(left, right));

    internal static AbstractState Widen(AbstractState old, AbstractState next, Func<ISymbol, AbstractValue?> missing) => new(
        Merge(old.Variables, next.Variables, AbstractValue.Widen, missing),
        Merge(old.Captures, next.Captures, AbstractValue.Widen, static _ => null),
        Merge(old.Files, next.Files, FileUsage.Join),
        WidenRelations(old, next));

    /// <summary>Whether the two give each variable the same value, whatever was done to files.</summary>
    internal static bool HaveSameValues(AbstractState left, AbstractState right) =>
        AreSame(left.Variables, right.Variables) && AreSame(left.Captures, right.Captures);

    /// <summary>Whether the two say the same.</summary>
    internal static bool AreSame(AbstractState left, AbstractState right) =>
        ReferenceEquals(left, right)
        || (AreSame(left.Variables, right.Variables) && AreSame(left.Captures, right.Captures) && AreSame(left.Files, right.Files)
            && AreSame(left.Relations, right.Relations));

    private static ImmutableDictionary<RelationKey, long> MergeRelations(AbstractState left, AbstractState right)
    {
        if (ReferenceEquals(left.Relations, right.Relations))
        {
            return left.Relations;
        }

        var merged = Empty.Relations.ToBuilder();
        foreach (var key in left.Relations.Keys.Concat(right.Relations.Keys))
        {
            if (left.OffsetOf(key) is { } one && right.OffsetOf(key) is { } other)
            {
                merged[key] = Math.Max(one, other);
            }
        }

        return merged.ToImmutable();
    }

    /// <summary>A relation whose offset grows is given up.</summary>
    private static ImmutableDictionary<RelationKey, long> WidenRelations(AbstractState old, AbstractState next) =>
        next.Relations.RemoveRange(next.Relations.Where(pair => old.OffsetOf(pair.Key) is not { } offset || pair.Value > offset).Select(static pair => pair.Key));

    private static bool AreSame<TKey, TValue>(ImmutableDictionary<TKey, TValue> left, ImmutableDictionary<TKey, TValue> right)
        where TKey : notnull =>
        ReferenceEquals(left, right)
        || (left.Count == right.Count && left.All(pair => right.TryGetValue(pair.Key, out var value) && Equals(pair.Value, value)));

    private static ImmutableDictionary<TKey, AbstractValue> Merge<TKey>(
        ImmutableDictionary<TKey, AbstractValue> left,
        ImmutableDictionary<TKey, AbstractValue> right,
        Func<AbstractValue, AbstractValue, AbstractValue> merge,
        Func<TKey, AbstractValue?> missing)
        where TKey : notnull
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        // Most variables are the same object on both ways; only what differs is touched.
        var merged = left.ToBuilder();
        foreach (var pair in right)
        {
            var isOnLeft = left.TryGetValue(pair.Key, out var value);
            if (!isOnLeft || !ReferenceEquals(value, pair.Value))
            {
                merged[pair.Key] = (isOnLeft ? value : missing(pair.Key)) is { } old ? merge(old, pair.Value) : pair.Value;
            }
        }

        if (merged.Count == right.Count)
        {
            return merged.ToImmutable();
        }

        foreach (var pair in left)
        {
            if (!right.ContainsKey(pair.Key) && missing(pair.Key) is { } initial)
            {
                merged[pair.Key] = merge(pair.Value, initial);
            }
        }

        return merged.ToImmutable();
    }

    private static ImmutableDictionary<FileSource, FileUsage> Merge(
        ImmutableDictionary<FileSource, FileUsage> left,
        ImmutableDictionary<FileSource, FileUsage> right,
        Func<FileUsage, FileUsage, FileUsage> merge)
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        var merged = left.ToBuilder();
        foreach (var pair in right)
        {
            merged[pair.Key] = left.TryGetValue(pair.Key, out var usage) ? merge(usage, pair.Value) : pair.Value;
        }

        return merged.ToImmutable();
    }
}
