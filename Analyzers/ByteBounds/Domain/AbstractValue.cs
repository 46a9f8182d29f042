using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>What is known of a value at a point of the program.</summary>
internal abstract record AbstractValue(Origin Origin)
{
    /// <summary>The value's number: two values with the same term are the same. Null if nothing is compared with it.</summary>
    internal Term? Term { get; init; }

    /// <summary>The term, or that of the constant.</summary>
    internal Term? TermOrConstant => Term ?? (this is NumberValue { Range: { IsExact: true, Low: var value } } ? Term.Constant(value) : null);

    /// <summary>A term names a value and is no part of it. A loop that assigns a variable gives it another term in each turn.</summary>
    public virtual bool Equals(AbstractValue? other) => other is not null && EqualityContract == other.EqualityContract && Origin.Equals(other.Origin);

    public override int GetHashCode() => Origin.GetHashCode();

    /// <summary>Nothing is known but that it holds no file.</summary>
    internal static readonly AbstractValue Anything = new OpaqueValue(Origin.Elsewhere);

    /// <summary>A value that depends on nothing.</summary>
    internal static readonly AbstractValue Nothing = new OpaqueValue(Origin.Constant);

    internal static AbstractValue Join(AbstractValue left, AbstractValue right)
    {
        var joined = JoinWithoutTerms(left, right);
        return left.Term is { } term && term.Equals(right.Term) ? joined with { Term = term }
            : joined.Term is null ? joined
            : joined with { Term = null };
    }

    /// <summary>What a value is on two ways that meet, with what each outcome of a Boolean says of the way.</summary>
    internal static AbstractValue Join(AbstractValue left, Facts leftFacts, AbstractValue right, Facts rightFacts)
    {
        var joined = Join(left, right);
        return joined is NumberValue { Term: null, Range: { Low: 0, High: 1 } } number && left is NumberValue one && right is NumberValue other
            ? number with { Implication = Implication.Of(one, leftFacts, other, rightFacts) }
            : joined;
    }

    private static AbstractValue JoinWithoutTerms(AbstractValue left, AbstractValue right) => (left, right) switch
    {
        (FileValue a, FileValue b) => new FileValue(FileValue.Union(a.Handles, b.Handles)) { Holder = Equals(a.Holder, b.Holder) ? a.Holder : Holder.Several },
        (FileValue a, _) => a,
        (_, FileValue b) => b,
        (NumberValue a, NumberValue b) => new NumberValue(Interval.Join(a.Range, b.Range), a.Origin | b.Origin) { IsReadCount = a.IsReadCount && b.IsReadCount },
        (BufferValue a, BufferValue b) => a.Merge(b, Interval.Join(a.Length, b.Length)),
        (SequenceValue a, SequenceValue b) => new SequenceValue(Interval.Join(a.Count, b.Count), a.Origin | b.Origin) { Content = Content.Join(a.Content, b.Content) },
        (EnumeratorValue a, EnumeratorValue b) => a.Merge(b, Interval.Join(a.Left, b.Left)),
        _ when left.Equals(right) => left,
        _ => new OpaqueValue(left.Origin | right.Origin),
    };

    /// <summary>The loop's value after another turn, with moving ends given up.</summary>
    internal static AbstractValue Widen(AbstractValue old, AbstractValue next)
    {
        var widened = WidenWithoutTerms(old, next);
        return old.Term is { } term && term.Equals(next.Term) ? widened with { Term = term }
            : widened.Term is null ? widened
            : widened with { Term = null };
    }

    private static AbstractValue WidenWithoutTerms(AbstractValue old, AbstractValue next) => (old, next) switch
    {
        (NumberValue a, NumberValue b) => new NumberValue(Interval.Widen(a.Range, b.Range), a.Origin | b.Origin),
        (BufferValue a, BufferValue b) => a.Merge(b, Interval.Meet(Interval.Widen(a.Length, b.Length), Interval.Length)),
        (SequenceValue a, SequenceValue b) => new SequenceValue(Interval.Meet(Interval.Widen(a.Count, b.Count), Interval.Length), a.Origin | b.Origin),
        (EnumeratorValue a, EnumeratorValue b) => a.Merge(b, Interval.Meet(Interval.Widen(a.Left, b.Left), Interval.Length)),
        _ => JoinWithoutTerms(old, next),
    };

    internal abstract AbstractValue WithOrigin(Origin origin);
}

/// <summary>A number, a character, a Boolean (0 or 1) or an enumeration's value.</summary>
internal sealed record NumberValue(Interval Range, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>Where the number is what a read returned.</summary>
    internal CountedRead? CountedRead { get; init; }

    /// <summary>Whether the number is how many bytes a read returned.</summary>
    internal bool IsReadCount { get; init; }

    /// <summary>The outcome of a comparison that holds a counter of turns against a limit.</summary>
    internal bool EndsCounting { get; init; }

    /// <summary>What the value of a Boolean says of the path that led here.</summary>
    internal Implication? Implication { get; init; }

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };

    /// <summary>A delivery is of one turn of a loop; values of two turns are the same without it.</summary>
    public bool Equals(NumberValue? other) => other is not null && Range == other.Range && Origin.Equals(other.Origin);

    public override int GetHashCode() => Range.GetHashCode();
}

/// <summary>An array, a span or a memory, by its length in elements.</summary>
internal sealed record BufferValue(Interval Length, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>
    /// What the length depends on. Reading a file into the caller's buffer changes what is in it, not how long it is:
    /// a loop until such a buffer is full is one that the caller ends.
    /// </summary>
    internal Origin LengthOrigin { get; init; } = Origin;

    /// <summary>What is in the buffer; null if it is not known.</summary>
    internal Content? Content { get; init; }

    /// <summary>The length as a number.</summary>
    internal NumberValue Count => new(Length, Length.IsExact ? Origin.Constant : LengthOrigin);

    internal BufferValue Merge(BufferValue other, Interval length) =>
        new(length, Origin | other.Origin)
        {
            LengthOrigin = LengthOrigin | other.LengthOrigin,
            Content = Content.Join(Content, other.Content),
        };

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>A sequence that yields so many elements, each time that it is gone through: an array as an interface, a string.</summary>
internal sealed record SequenceValue(Interval Count, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>What the sequence yields; null if it is not known.</summary>
    internal Content? Content { get; init; }

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>The enumerator of a <c>foreach</c>, by how many elements are left.</summary>
internal sealed record EnumeratorValue(Interval Left, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>What the sequence yields; null if it is not known.</summary>
    internal Content? Content { get; init; }

    internal EnumeratorValue Merge(EnumeratorValue other, Interval left) =>
        new(left, Origin | other.Origin) { Content = Content.Join(Content, other.Content) };

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>A lambda that is run nowhere but where the method calls it.</summary>
/// <param name="Lambda">Its operation in the graph.</param>
/// <param name="Graph">The graph that it stands in.</param>
internal sealed record FunctionValue(IFlowAnonymousFunctionOperation Lambda, ControlFlowGraph Graph) : AbstractValue(Origin.Constant)
{
    public bool Equals(FunctionValue? other) => other is not null && SymbolEqualityComparer.Default.Equals(Lambda.Symbol, other.Lambda.Symbol);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Lambda.Symbol);

    internal override AbstractValue WithOrigin(Origin origin) => this;
}

/// <summary>A value of which nothing is known but what it depends on. It holds no file.</summary>
internal sealed record OpaqueValue(Origin Origin) : AbstractValue(Origin)
{
    /// <summary>Whether the object throws where it is given too much: a builder or a memory stream of a fixed capacity.</summary>
    internal bool IsCapped { get; init; }

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>One of these files, or null, or something that is no file of ours.</summary>
internal sealed record FileValue(EquatableArray<FileHandle> Handles) : AbstractValue(Origin.Constant)
{
    internal FileValue(FileSource source)
        : this(source, StreamWrapper.Direct)
    {
    }

    internal FileValue(FileSource source, StreamWrapper wrapper)
        : this(new EquatableArray<FileHandle>([new FileHandle(source, wrapper)]))
    {
    }

    /// <summary>The object that keeps the file; null if the value is the file.</summary>
    internal Holder? Holder { get; init; }

    internal override AbstractValue WithOrigin(Origin origin) => this;

    internal static EquatableArray<FileHandle> Union(EquatableArray<FileHandle> left, EquatableArray<FileHandle> right)
    {
        var union = left.Items;
        foreach (var handle in right)
        {
            union = union.Contains(handle) ? union : union.Add(handle);
        }

        return new(union);
    }
}

/// <summary>An object that keeps a file: one of the user's own type, such as a reader over a stream, or a delegate such as <c>file.ReadByte</c>.</summary>
/// <param name="Type">The exact type of the object; null if it is not known.</param>
/// <param name="Method">The method of the file that the delegate calls; null if the object is none.</param>
internal sealed record Holder(INamedTypeSymbol? Type, IMethodSymbol? Method)
{
    /// <summary>An object of several possible types, or the file itself.</summary>
    internal static readonly Holder Several = new(null, null);

    public bool Equals(Holder? other) =>
        other is not null && SymbolEqualityComparer.Default.Equals(Type, other.Type) && SymbolEqualityComparer.Default.Equals(Method, other.Method);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode((ISymbol?)Type ?? Method);
}

/// <summary>A way to a file: which one, and through what.</summary>
internal readonly record struct FileHandle(FileSource Source, StreamWrapper Wrapper);

/// <summary>What stands between the code and the file.</summary>
/// <param name="IsOpaque">
/// How much is read of the file does not follow from how much is asked for: decompression, encryption, a text decoder.
/// </param>
/// <param name="ReadAhead">Bytes that one call can read beyond what is asked for.</param>
/// <param name="HasKnownEncoding">A character takes four bytes at most: UTF-8 and the other encodings of .NET itself.</param>
internal readonly record struct StreamWrapper(bool IsOpaque, long ReadAhead, bool HasKnownEncoding)
{
    internal static StreamWrapper Direct => default;

    /// <summary>
    /// Returns the wrapper that a declared type implies. Only <c>FileStream</c>, and <c>Stream</c> itself, are taken to read
    /// no more of the file than the code asks for.
    /// </summary>
    internal static StreamWrapper Of(ITypeSymbol declared) =>
        TypeFacts.IsStream(declared) && (StreamTypes.IsUnknownStream(declared) || StreamTypes.FindNearest(declared) is not { Access: StreamAccess.Exact }) ? Given : Direct;

    /// <summary>A stream of a class that may decode or read ahead, as which the method was given its file.</summary>
    internal static StreamWrapper Given => new(true, 0, false) { IsGiven = true };

    internal bool IsGiven { get; init; }

    internal StreamWrapper Over(StreamWrapper inner) => new(IsOpaque || inner.IsOpaque, ReadAhead + inner.ReadAhead, HasKnownEncoding);
}
