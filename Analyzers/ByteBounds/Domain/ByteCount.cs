using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>One operation that moved bytes, or made their number unknown. The steps explain a bound.</summary>
/// <param name="Place">The expression.</param>
/// <param name="Amount">The upper bound of the bytes that one execution moves.</param>
/// <param name="Why">The reason for the amount, in words: "in ReadHeader", "to the end of the file".</param>
internal sealed record Step(SyntaxNode Place, Amount Amount, string? Why)
{
    /// <summary>Whether the file escapes here, so the analysis does not see later reads and writes of the file.</summary>
    internal bool IsEscape { get; init; }

    /// <summary>The upper bound of the bytes per iteration, if the operation is in a loop without a bound.</summary>
    internal long? BytesPerIteration { get; init; }

    /// <summary>
    /// The upper bound of the file's bytes that the code has read when the enclosing loop ends: those of the loop and those before it. Known if
    /// the loop ends when a counter of read bytes reaches a limit; otherwise null.
    /// </summary>
    internal long? CountedTotal { get; init; }

    /// <summary>Whether the step stands for all iterations of a loop with a counter of read bytes.</summary>
    internal bool IsOfAllIterations { get; init; }

    /// <summary>The steps inside the method that is called here.</summary>
    internal Trace? Inner { get; init; }
}

/// <summary>The steps of the path that moved the most bytes so far, newest first.</summary>
internal sealed record Trace(Step Step, Trace? Previous)
{
    internal ImmutableArray<Step> ToSteps()
    {
        var steps = ImmutableArray.CreateBuilder<Step>();
        for (var trace = this; trace is not null; trace = trace.Previous)
        {
            steps.Add(trace.Step);
        }

        steps.Reverse();
        return steps.ToImmutable();
    }
}

/// <summary>The bytes read so far, or the bytes written so far, and the steps that moved them.</summary>
internal readonly struct ByteCount(Amount amount, Trace? trace) : IEquatable<ByteCount>
{
    internal Amount Amount { get; } = amount;

    internal Trace? Trace { get; } = trace;

    /// <summary>Whether bytes are moved, and only by operations that the analysis sees.</summary>
    internal bool IsProven => Amount != Amount.None && Trace is { } trace && !trace.ToSteps().Any(static step => step.IsEscape);

    internal ByteCount Plus(Step step)
    {
        if (step.Amount == Amount.None)
        {
            return this;
        }

        var sum = Amount + step.Amount;

        // If the amount is not a number, one step explains it. More steps would only make a loop's trace grow.
        return !sum.IsConstant && sum == Amount ? this : new(sum, new Trace(step, Trace));
    }

    /// <summary>
    /// Replaces the last steps, which belong to one read in a loop, by one step for all iterations. Returns null if the last step has no
    /// <see cref="Step.CountedTotal"/>, or if that total does not bound the bytes moved so far.
    /// </summary>
    internal ByteCount? OfAllIterations()
    {
        if (!Amount.IsConstant || Trace is not { Step: { CountedTotal: { } total } last } || total < Amount.Bytes)
        {
            return null;
        }

        var (before, earlier) = (Amount.Bytes, Trace);
        while (earlier is { Step: var step } && step.Place == last.Place && step.Amount.IsConstant)
        {
            (before, earlier) = (before - step.Amount.Bytes, earlier.Previous);
        }

        return new(Amount.Constant(total), new Trace(last with { Amount = Amount.Constant(total - before), CountedTotal = null, IsOfAllIterations = true }, earlier));
    }

    internal static ByteCount Join(ByteCount left, ByteCount right) => left.Amount.CompareTo(right.Amount) >= 0 ? left : right;

    /// <summary>Equality ignores the trace, which only explains the amount. Otherwise no loop would reach a fixpoint.</summary>
    public bool Equals(ByteCount other) => Amount == other.Amount;

    public override bool Equals(object? obj) => obj is ByteCount other && Equals(other);

    public override int GetHashCode() => Amount.GetHashCode();
}

/// <summary>The bytes read on the paths on which the conditions have these outcomes.</summary>
internal readonly record struct ReadCase(ImmutableArray<(Term Condition, bool Outcome)> Conditions, ByteCount Read);

/// <summary>The usage of one file so far.</summary>
/// <param name="Read">The bytes read.</param>
/// <param name="Written">The bytes written.</param>
/// <param name="IsPositionUnknown">Whether the position is unknown, so a read to the end need not read the whole file.</param>
internal readonly record struct FileUsage(ByteCount Read, ByteCount Written, bool IsPositionUnknown)
{
    /// <summary>The maximum number of cases. Code with more cases has many Boolean flags, and tracking them costs time without a better bound.</summary>
    internal const int MaxCases = 8;

    private readonly ImmutableArray<ReadCase> _cases;

    /// <summary>Identifies the last read on this path, by reference equality; null if paths with different reads were joined.</summary>
    internal object? LastRead { get; init; }

    /// <summary>The bytes read on each group of paths, if conditions separate the groups. Empty if there is only one group.</summary>
    internal ImmutableArray<ReadCase> Cases
    {
        get => _cases.IsDefault ? [] : _cases;
        init => _cases = value;
    }

    /// <summary>Equality ignores the cases and the last read, which only make a bound tighter. Otherwise no loop would reach a fixpoint.</summary>
    public bool Equals(FileUsage other) => Read.Equals(other.Read) && Written.Equals(other.Written) && IsPositionUnknown == other.IsPositionUnknown;

    public override int GetHashCode() => Read.GetHashCode();

    /// <summary>Adds the bytes that an operation reads and writes.</summary>
    internal FileUsage Plus(Step read, Step written) => this with
    {
        Read = Read.Plus(read),
        Written = Written.Plus(written),
        Cases = Cases.IsEmpty || read.Amount == Amount.None ? Cases : [.. Cases.Select(known => known with { Read = known.Read.Plus(read) })],
    };

    /// <summary>Returns the usage on the paths that agree with the facts.</summary>
    internal FileUsage Under(Facts facts)
    {
        var possible = Cases.Where(each => !each.Conditions.Any(known =>
            facts.RangeOf(known.Condition) is { IsExact: true, Low: var value } && (value == 1) != known.Outcome)).ToImmutableArray();
        return possible.Length == Cases.Length || possible.IsEmpty ? this : this with
        {
            Read = possible.Select(static each => each.Read).Aggregate(ByteCount.Join),
            Cases = possible.Length == 1 ? [] : possible,
        };
    }

    /// <summary>Joins the byte counts, without the cases. <see cref="StateJoin"/> adds the cases if a condition separates the paths.</summary>
    internal static FileUsage Join(FileUsage left, FileUsage right) =>
        new(ByteCount.Join(left.Read, right.Read), ByteCount.Join(left.Written, right.Written), left.IsPositionUnknown || right.IsPositionUnknown)
        {
            LastRead = ReferenceEquals(left.LastRead, right.LastRead) ? left.LastRead : null,
        };
}
