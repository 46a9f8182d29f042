using System.Collections.Immutable;
using IoPolicy.Analyzers.Policies;
using IoPolicy.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The known facts about the value of an expression at a point of the program: an element of the abstract domain.</summary>
internal abstract record AbstractValue(Origin Origin)
{
    /// <summary>The value number (see <see cref="Domain.Term"/>): two values with the same term are equal. Null if the value has none.</summary>
    internal Term? Term { get; init; }

    /// <summary>The term of the value; for a value that is one known number, the term of that number.</summary>
    internal Term? TermOrConstant => Term ?? (this is NumberValue { Range: { IsExact: true, Low: var value } } ? Term.Constant(value) : null);

    /// <summary>Equality ignores the term, because a loop that assigns a variable gives it another term in each iteration.</summary>
    public virtual bool Equals(AbstractValue? other) => other is not null && EqualityContract == other.EqualityContract && Origin.Equals(other.Origin);

    public override int GetHashCode() => Origin.GetHashCode();

    /// <summary>Any value except a file.</summary>
    internal static readonly AbstractValue NotAFile = new OtherValue(Origin.External);

    /// <summary>An unknown value that depends on constants only, and is not a file.</summary>
    internal static readonly AbstractValue UnknownConstant = new OtherValue(Origin.Constant);

    internal static AbstractValue Join(AbstractValue left, AbstractValue right)
    {
        var joined = JoinWithoutTerms(left, right);
        return left.Term is { } term && term.Equals(right.Term) ? joined with { Term = term }
            : joined.Term is null ? joined
            : joined with { Term = null };
    }

    /// <summary>Joins the values of two paths. A joined Boolean keeps the facts that each of its outcomes implies about the path.</summary>
    internal static AbstractValue Join(AbstractValue left, Facts leftFacts, AbstractValue right, Facts rightFacts)
    {
        var joined = Join(left, right);
        return joined is NumberValue { Term: null, Range: { Low: 0, High: 1 } } number && left is NumberValue one && right is NumberValue other
            ? number with { Implication = Implication.Of(one, leftFacts, other, rightFacts) }
            : joined;
    }

    private static AbstractValue JoinWithoutTerms(AbstractValue left, AbstractValue right) => (left, right) switch
    {
        (FileValue a, FileValue b) => new FileValue(FileValue.Union(a.Handles, b.Handles)) { Holder = Equals(a.Holder, b.Holder) ? a.Holder : FileHolder.Several },
        (FileValue a, _) => a,
        (_, FileValue b) => b,
        (NumberValue a, NumberValue b) => new NumberValue(Interval.Join(a.Range, b.Range), a.Origin | b.Origin) { IsReadCount = a.IsReadCount && b.IsReadCount },
        (BufferValue a, BufferValue b) => a.Merge(b, Interval.Join(a.Length, b.Length)),
        (SequenceValue a, SequenceValue b) => new SequenceValue(Interval.Join(a.Count, b.Count), a.Origin | b.Origin) { Content = Content.Join(a.Content, b.Content) },
        (EnumeratorValue a, EnumeratorValue b) => a.Merge(b, Interval.Join(a.Remaining, b.Remaining)),
        _ when left.Equals(right) => left,
        _ => new OtherValue(left.Origin | right.Origin),
    };

    /// <summary>Returns the loop's value after another iteration, without the bounds that moved.</summary>
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
        (EnumeratorValue a, EnumeratorValue b) => a.Merge(b, Interval.Meet(Interval.Widen(a.Remaining, b.Remaining), Interval.Length)),
        _ => JoinWithoutTerms(old, next),
    };

    internal abstract AbstractValue WithOrigin(Origin origin);
}

/// <summary>A number, a character, a Boolean (0 or 1) or the value of an enumeration.</summary>
internal sealed record NumberValue(Interval Range, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>The read that returned the number; null for other numbers.</summary>
    internal CountedRead? CountedRead { get; init; }

    /// <summary>Whether the number is the byte count that a read returned.</summary>
    internal bool IsReadCount { get; init; }

    /// <summary>Whether the Boolean is a comparison of an iteration counter with a limit.</summary>
    internal bool ComparesCounter { get; init; }

    /// <summary>The facts that each outcome of a Boolean implies about the path.</summary>
    internal Implication? Implication { get; init; }

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };

    /// <summary>Equality ignores the read, because each iteration of a loop has its own.</summary>
    public bool Equals(NumberValue? other) => other is not null && Range == other.Range && Origin.Equals(other.Origin);

    public override int GetHashCode() => Range.GetHashCode();
}

/// <summary>An array, a span or a memory, with its length in elements.</summary>
internal sealed record BufferValue(Interval Length, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>
    /// The dependencies of the length. A read into the caller's buffer changes the content of the buffer, but not its length. So a
    /// loop that fills such a buffer ends when the caller says so, and not with the file.
    /// </summary>
    internal Origin LengthOrigin { get; init; } = Origin;

    /// <summary>The content of the buffer; null if it is unknown.</summary>
    internal Content? Content { get; init; }

    /// <summary>The length as a number.</summary>
    internal NumberValue Count => new(Length, Length.IsExact ? Origin.Constant : LengthOrigin);

    /// <summary>Returns a buffer of this length that can be either of the two buffers.</summary>
    internal BufferValue Merge(BufferValue other, Interval length) =>
        new(length, Origin | other.Origin)
        {
            LengthOrigin = LengthOrigin | other.LengthOrigin,
            Content = Content.Join(Content, other.Content),
        };

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>A sequence that yields the same number of elements each time: an array as an interface, or a string.</summary>
internal sealed record SequenceValue(Interval Count, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>The elements of the sequence; null if they are unknown.</summary>
    internal Content? Content { get; init; }

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>The enumerator of a <c>foreach</c>, with the number of remaining elements.</summary>
internal sealed record EnumeratorValue(Interval Remaining, Origin Origin) : AbstractValue(Origin)
{
    /// <summary>The elements of the sequence; null if they are unknown.</summary>
    internal Content? Content { get; init; }

    internal EnumeratorValue Merge(EnumeratorValue other, Interval remaining) =>
        new(remaining, Origin | other.Origin) { Content = Content.Join(Content, other.Content) };

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>A lambda that runs only where the method calls it.</summary>
/// <param name="Lambda">The lambda's operation in the graph.</param>
/// <param name="Graph">The graph that contains the lambda.</param>
internal sealed record FunctionValue(IFlowAnonymousFunctionOperation Lambda, ControlFlowGraph Graph) : AbstractValue(Origin.Constant)
{
    public bool Equals(FunctionValue? other) => other is not null && SymbolEqualityComparer.Default.Equals(Lambda.Symbol, other.Lambda.Symbol);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Lambda.Symbol);

    internal override AbstractValue WithOrigin(Origin origin) => this;
}

/// <summary>A value of any other type, which holds no file. The analysis knows its dependencies, and sometimes the numbers in a tuple or a record.</summary>
internal sealed record OtherValue(Origin Origin) : AbstractValue(Origin)
{
    /// <summary>Whether the object throws if it receives too much: a <c>StringBuilder</c> with a maximum capacity.</summary>
    internal bool IsCapped { get; init; }

    /// <summary>The numbers in a tuple or a record, by the names of its members; null if none is known.</summary>
    internal ImmutableDictionary<string, Interval>? Parts { get; init; }

    public bool Equals(OtherValue? other) =>
        other is not null && Origin.Equals(other.Origin) && IsCapped == other.IsCapped && Content.AreSame(Parts, other.Parts);

    public override int GetHashCode() => Origin.GetHashCode();

    internal override AbstractValue WithOrigin(Origin origin) => this with { Origin = origin };
}

/// <summary>One of these files, or null, or an object that is no file of the method.</summary>
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

    /// <summary>The object that keeps the file in a member; null if the value is the file itself.</summary>
    internal FileHolder? Holder { get; init; }

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

/// <summary>
/// An object that keeps a file: an object of the user's own type, such as a reader over a stream, or a delegate such as
/// <c>file.ReadByte</c>. A call of its methods can move bytes of the file.
/// </summary>
/// <param name="Type">The exact type of the object; null if it is unknown.</param>
/// <param name="Method">The method of the file that the delegate calls; null if the object is not a delegate.</param>
internal sealed record FileHolder(INamedTypeSymbol? Type, IMethodSymbol? Method)
{
    /// <summary>The value is an object with several possible types, or the file itself.</summary>
    internal static readonly FileHolder Several = new(null, null);

    /// <summary>
    /// A delegate whose calls the analysis counts. The delegate keeps an imaginary file, and each call reads one byte of it, so the bytes
    /// that a callee reads are the number of its calls.
    /// </summary>
    internal static readonly FileHolder CallCounter = new(null, null) { IsCallCounter = true };

    /// <summary>Creates the holder for an object of the user's own type.</summary>
    internal static FileHolder OfObject(INamedTypeSymbol type) => new(type, null);

    /// <summary>Creates the holder for a delegate to a method of the file.</summary>
    internal static FileHolder OfDelegate(IMethodSymbol method) => new(null, method);

    /// <summary>Whether this is the <see cref="CallCounter"/>.</summary>
    internal bool IsCallCounter { get; private init; }

    public bool Equals(FileHolder? other) =>
        other is not null && IsCallCounter == other.IsCallCounter && SymbolEqualityComparer.Default.Equals(Type, other.Type) && SymbolEqualityComparer.Default.Equals(Method, other.Method);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode((ISymbol?)Type ?? Method);
}

/// <summary>An access to a file: the source of the file, and the wrapper through which the code uses it.</summary>
internal readonly record struct FileHandle(FileSource Source, StreamWrapper Wrapper);

/// <summary>The effect of the streams, readers and writers between the code and the file on the number of bytes.</summary>
/// <param name="IsOpaque">
/// Whether the bytes read from the file do not follow from the bytes requested: decompression, encryption, a text decoder.
/// </param>
/// <param name="ReadAhead">The bytes that one call can read beyond the request.</param>
/// <param name="HasKnownEncoding">Whether a character is known to take four bytes at most, as in UTF-8, UTF-16 and UTF-32.</param>
internal readonly record struct StreamWrapper(bool IsOpaque, long ReadAhead, bool HasKnownEncoding)
{
    internal static StreamWrapper Direct => default;

    /// <summary>
    /// Returns the wrapper that a declared type implies. Only <c>FileStream</c>, and <c>Stream</c> itself, are assumed to read
    /// no more of the file than the code requests.
    /// </summary>
    internal static StreamWrapper Of(ITypeSymbol declared) =>
        TypeFacts.IsStream(declared) && (StreamTypes.IsUnknownStream(declared) || StreamTypes.FindNearest(declared) is not { Access: StreamAccess.AsRequested }) ? Unknown : Direct;

    /// <summary>A stream of a class that may decode or read ahead. The method received its file in this stream.</summary>
    internal static StreamWrapper Unknown => new(true, 0, false) { IsUnknown = true };

    /// <summary>Whether this is <see cref="Unknown"/>.</summary>
    internal bool IsUnknown { get; init; }

    /// <summary>Returns the combined effect of this wrapper and of the wrapper below it.</summary>
    internal StreamWrapper Over(StreamWrapper inner) => new(IsOpaque || inner.IsOpaque, ReadAhead + inner.ReadAhead, HasKnownEncoding);
}
