using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The abstract state: the values of variables and the usage of files at a point of the program. Immutable.</summary>
/// <param name="Variables">
/// The values of locals and parameters, and of those members of <c>this</c> that the code has assigned. A local is absent if the code has not
/// assigned it on this path. C# forbids reading it then, so a join may use the value of the other path.
/// </param>
/// <param name="Captures">The temporary values of the control-flow graph.</param>
/// <param name="Files">The usage of each file. An absent file is unused.</param>
/// <param name="Relations">The offsets of the relations between counters and bytes read (<see cref="RelationKey"/>).</param>
internal sealed record AbstractState(
    ImmutableDictionary<ISymbol, AbstractValue> Variables,
    ImmutableDictionary<CaptureId, AbstractValue> Captures,
    ImmutableDictionary<FileSource, FileUsage> Files,
    ImmutableDictionary<RelationKey, long> Relations)
{
    /// <summary>The version of the heap, and of the content of buffers, when a method is entered.</summary>
    internal static readonly Term InitialHeap = Term.Leaf(AbstractValue.UnknownConstant);

    internal static readonly AbstractState Empty = new(
        ImmutableDictionary.Create<ISymbol, AbstractValue>(SymbolEqualityComparer.Default, AlwaysReplace<AbstractValue>.Instance),
        ImmutableDictionary.Create<CaptureId, AbstractValue>(null, AlwaysReplace<AbstractValue>.Instance),
        ImmutableDictionary.Create<FileSource, FileUsage>(null, AlwaysReplace<FileUsage>.Instance),
        ImmutableDictionary<RelationKey, long>.Empty);

    /// <summary>The facts from the conditions on this path.</summary>
    internal Facts Facts { get; init; } = Facts.None;

    /// <summary>The version of the members of objects and the lengths of files: a new term after each change.</summary>
    internal Term Heap { get; init; } = InitialHeap;

    /// <summary>The version of the content of buffers: a new term after each change.</summary>
    internal Term Contents { get; init; } = InitialHeap;

    /// <summary>Returns the state after a change of an object's member or a file's length.</summary>
    internal AbstractState WithChangedHeap() => this with { Heap = Term.Leaf(AbstractValue.UnknownConstant) };

    /// <summary>Returns the state after a change of a buffer's content.</summary>
    internal AbstractState WithChangedContents() => this with { Contents = Term.Leaf(AbstractValue.UnknownConstant) };

    /// <summary>Returns the state in which a condition has the outcome; null if the outcome is impossible.</summary>
    internal AbstractState? Assume(AbstractValue condition, bool outcome) =>
        Facts.Assume(condition, outcome) is { } facts ? WithFacts(facts) : null;

    /// <summary>Returns the state with other facts, which can exclude cases of its file usages.</summary>
    internal AbstractState WithFacts(Facts facts)
    {
        if (ReferenceEquals(facts, Facts))
        {
            return this;
        }

        var files = Files;
        foreach (var pair in Files)
        {
            if (!pair.Value.Cases.IsEmpty)
            {
                files = files.SetItem(pair.Key, pair.Value.Under(facts));
            }
        }

        return this with { Facts = facts, Files = files };
    }

    /// <summary>Returns the value with the facts about its term.</summary>
    internal AbstractValue WithPathFacts(AbstractValue value)
    {
        if (value is not NumberValue { Range.IsExact: false, Term: { } term } number || (ReferenceEquals(Facts, Facts.None) && !term.IsDifference))
        {
            return value;
        }

        var range = Interval.Meet(number.Range, Facts.RangeOf(term));
        var origin = number.Origin.DependsOnFilesOnly && Facts.IsLimited(term) ? number.Origin | Origin.External : number.Origin;
        return (range.IsEmpty || range == number.Range) && origin.Equals(number.Origin) ? number : number with { Range = range.IsEmpty ? number.Range : range, Origin = origin };
    }

    /// <summary>Returns the largest possible length of the file in bytes; null if no condition bounds it.</summary>
    internal long? MaxLengthOf(FileSource file) =>
        !ReferenceEquals(Facts, Facts.None) && Facts.RangeOf(Term.LengthOf(file, Heap)).High is < int.MaxValue and var high ? high : null;

    /// <summary>Whether an unknown limit may apply to the file's length (<see cref="Fact.IsLimited"/>).</summary>
    internal bool IsLengthLimited(FileSource file) => !ReferenceEquals(Facts, Facts.None) && Facts.IsLimited(Term.LengthOf(file, Heap));

    /// <summary>Returns the state without the cases of its file usages (<see cref="FileUsage.Cases"/>).</summary>
    internal AbstractState WithoutCases()
    {
        var files = Files;
        foreach (var pair in Files)
        {
            files = pair.Value.Cases.IsEmpty ? files : files.SetItem(pair.Key, pair.Value with { Cases = [] });
        }

        return ReferenceEquals(files, Files) ? this : this with { Files = files };
    }

    internal FileUsage Of(FileSource file) => Files.TryGetValue(file, out var usage) ? usage : default;

    /// <summary>Returns the state after an assignment, which ends the variable's relations.</summary>
    internal AbstractState With(ISymbol variable, AbstractValue value) => WithNarrowed(variable, value) with
    {
        Relations = Relations.IsEmpty ? Relations : Relations.RemoveRange(Relations.Keys.Where(key => SymbolEqualityComparer.Default.Equals(key.Variable, variable))),
    };

    /// <summary>Returns the state with a more exact value of a variable that was not assigned.</summary>
    internal AbstractState WithNarrowed(ISymbol variable, AbstractValue value) => this with { Variables = Variables.SetItem(variable, value) };

    internal AbstractState With(RelationKey relation, long offset) => this with { Relations = Relations.SetItem(relation, offset) };

    /// <summary>
    /// Returns the state with the relations to the file as they are after a read of this many bytes. The method does not change the file's
    /// byte count.
    /// </summary>
    internal AbstractState WithShiftedRelations(FileSource file, Amount more)
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

    /// <summary>Returns the offset of a relation: the stored one, or one that follows from the intervals.</summary>
    internal long? OffsetOf(RelationKey key)
    {
        const long Limit = int.MaxValue;
        if (Relations.TryGetValue(key, out var offset))
        {
            return offset;
        }

        if (Of(key.File).Read.Amount is not { IsConstant: true, Bytes: < Limit and var read }
            || !Variables.TryGetValue(key.Variable, out var value)
            || (value is NumberValue { Range: var number } ? number : value is BufferValue { Length: var length } ? length : (Interval?)null) is not { } range)
        {
            return null;
        }

        return key.Sign > 0
            ? range.Low is > -Limit and < Limit ? read - range.Low : null
            : range.High is > -Limit and < Limit ? read + range.High : null;
    }

    internal AbstractState With(CaptureId capture, AbstractValue value) => this with { Captures = Captures.SetItem(capture, value) };

    internal AbstractState With(FileSource file, FileUsage usage) => this with { Files = Files.SetItem(file, usage) };

    /// <summary>
    /// Returns the part of the state that is visible after the method: the usage of files and, if <paramref name="hasMembers"/> is true,
    /// the values of fields.
    /// </summary>
    internal AbstractState OfMembers(bool hasMembers) => new(
        hasMembers ? Variables.RemoveRange(Variables.Keys.Where(static key => key is not IFieldSymbol)) : Empty.Variables,
        Empty.Captures,
        Files,
        Empty.Relations);

    /// <summary>
    /// Joins the states of two paths. <paramref name="missing"/> returns the value of a variable that only one path has; null
    /// if the language forbids reading it there.
    /// </summary>
    internal static AbstractState Join(AbstractState left, AbstractState right, Func<ISymbol, AbstractValue?> missing)
    {
        if (ReferenceEquals(left, right))
        {
            return left;
        }

        var join = new StateJoin(left.Facts, right.Facts);
        return new(
            Merge(left.Variables, right.Variables, join.JoinVariable, missing),
            Merge(left.Captures, right.Captures, join.JoinCapture, static _ => null),
            ReferenceEquals(left.Files, right.Files) ? left.Files : MergeFiles(left, right, join.JoinUsage),
            MergeRelations(left, right))
        {
            Facts = Facts.Join(left.Facts, right.Facts),
            Heap = ReferenceEquals(left.Heap, right.Heap) ? left.Heap : Term.Leaf(AbstractValue.UnknownConstant),
            Contents = ReferenceEquals(left.Contents, right.Contents) ? left.Contents : Term.Leaf(AbstractValue.UnknownConstant),
        };
    }

    internal static AbstractState Widen(AbstractState old, AbstractState next, Func<ISymbol, AbstractValue?> missing) => new(
        Merge(old.Variables, next.Variables, AbstractValue.Widen, missing),
        Merge(old.Captures, next.Captures, AbstractValue.Widen, static _ => null),
        MergeFiles(old, next, static (left, right) => FileUsage.Join(left, right)),
        WidenRelations(old, next))
    {
        Facts = next.Facts,
        Heap = next.Heap,
        Contents = next.Contents,
    };

    /// <summary>Whether both states give each variable the same value, even if the usages of files differ.</summary>
    internal static bool HaveSameValues(AbstractState left, AbstractState right) =>
        AreSame(left.Variables, right.Variables) && AreSame(left.Captures, right.Captures);

    /// <summary>Whether both states are equal.</summary>
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

    /// <summary>Widens the relations: a relation whose offset grows is dropped.</summary>
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

        // Most variables are the same object on both paths. Only the others are joined.
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

    private static ImmutableDictionary<FileSource, FileUsage> MergeFiles(AbstractState left, AbstractState right, Func<FileUsage, FileUsage, FileUsage> merge)
    {
        var merged = left.Files.ToBuilder();
        foreach (var pair in right.Files)
        {
            merged[pair.Key] = merge(left.Of(pair.Key), pair.Value);
        }

        foreach (var pair in left.Files)
        {
            if (!right.Files.ContainsKey(pair.Key))
            {
                merged[pair.Key] = merge(pair.Value, default);
            }
        }

        return merged.ToImmutable();
    }
}
