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
internal sealed record AbstractState(
    ImmutableDictionary<ISymbol, AbstractValue> Variables,
    ImmutableDictionary<CaptureId, AbstractValue> Captures,
    ImmutableDictionary<FileSource, Usage> Files)
{
    internal static readonly AbstractState Empty = new(
        ImmutableDictionary.Create<ISymbol, AbstractValue>(SymbolEqualityComparer.Default),
        ImmutableDictionary<CaptureId, AbstractValue>.Empty,
        ImmutableDictionary<FileSource, Usage>.Empty);

    internal Usage Of(FileSource file) => Files.TryGetValue(file, out var usage) ? usage : default;

    internal AbstractState With(ISymbol variable, AbstractValue value) => this with { Variables = Variables.SetItem(variable, value) };

    internal AbstractState With(CaptureId capture, AbstractValue value) => this with { Captures = Captures.SetItem(capture, value) };

    internal AbstractState With(FileSource file, Usage usage) => this with { Files = Files.SetItem(file, usage) };

    /// <summary>The part of the state that lasts beyond the method: what was done to files, and the values of members.</summary>
    internal AbstractState OfMembers(bool hasMembers) => new(
        hasMembers ? Variables.RemoveRange(Variables.Keys.Where(static key => key is not IFieldSymbol)) : Empty.Variables,
        Empty.Captures,
        Files);

    /// <summary>
    /// What holds on both ways. Of a variable that only one side has, <paramref name="missing"/> gives the other side's
    /// value; null where the language forbids to read it there.
    /// </summary>
    internal static AbstractState Join(AbstractState left, AbstractState right, Func<ISymbol, AbstractValue?> missing) =>
        ReferenceEquals(left, right) ? left : new(
            Merge(left.Variables, right.Variables, AbstractValue.Join, missing),
            Merge(left.Captures, right.Captures, AbstractValue.Join, static _ => null),
            Merge(left.Files, right.Files, Usage.Join));

    internal static AbstractState Widen(AbstractState old, AbstractState next, Func<ISymbol, AbstractValue?> missing) => new(
        Merge(old.Variables, next.Variables, AbstractValue.Widen, missing),
        Merge(old.Captures, next.Captures, AbstractValue.Widen, static _ => null),
        Merge(old.Files, next.Files, Usage.Join));

    /// <summary>Whether the two give each variable the same value, whatever was done to files.</summary>
    internal static bool HaveSameValues(AbstractState left, AbstractState right) =>
        AreSame(left.Variables, right.Variables) && AreSame(left.Captures, right.Captures);

    /// <summary>Whether the two say the same.</summary>
    internal static bool AreSame(AbstractState left, AbstractState right) =>
        ReferenceEquals(left, right)
        || (AreSame(left.Variables, right.Variables) && AreSame(left.Captures, right.Captures) && AreSame(left.Files, right.Files));

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

    private static ImmutableDictionary<FileSource, Usage> Merge(
        ImmutableDictionary<FileSource, Usage> left,
        ImmutableDictionary<FileSource, Usage> right,
        Func<Usage, Usage, Usage> merge)
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
