using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The kinds of terms.</summary>
internal enum TermKind
{
    /// <summary>A value with a known range and origin only. Its key is a parameter, a file's length (<see cref="LengthKey"/>), or a new object.</summary>
    Leaf,

    /// <summary>A compile-time constant.</summary>
    Constant,

    /// <summary>An operator on numbers. The only comparisons are <c>Equals</c> and <c>LessThan</c>. The others are negations of these (<see cref="Not"/>).</summary>
    Operator,

    /// <summary>The negation of a Boolean.</summary>
    Not,

    /// <summary>A conjunction of two Booleans.</summary>
    And,

    /// <summary>A conversion that can change the number.</summary>
    Conversion,

    /// <summary>A field or property of an object, or an element of a buffer.</summary>
    Member,

    /// <summary>A function of its operands.</summary>
    Call,

    /// <summary>The second operand if the first one is true, otherwise the third.</summary>
    Select,
}

/// <summary>
/// A value number, as in global value numbering: two expressions with the same term have the same value. A term is immutable, so a fact about
/// it stays true after later assignments.
/// </summary>
internal sealed class Term : IEquatable<Term>
{
    /// <summary>The maximum number of terms in a term. A larger expression has no term. No condition in practice is this large.</summary>
    private const int MaxSize = 24;

    /// <summary>The key of a test for null.</summary>
    internal const string NullTest = "is null";

    private readonly int _hash;

    private Term(TermKind kind, object? key, ImmutableArray<Term> operands, Origin origin)
    {
        (Kind, Key, Operands, Origin, Range) = (kind, key, operands, origin, Interval.All);
        Size = 1;
        _hash = unchecked(((int)kind * 397) ^ (key?.GetHashCode() ?? 0));
        foreach (var operand in operands)
        {
            Size += operand.Size;
            _hash = unchecked((_hash * 31) + operand._hash);
        }
    }

    internal TermKind Kind { get; }

    internal object? Key { get; }

    internal ImmutableArray<Term> Operands { get; }

    /// <summary>The combined origin of the leaves.</summary>
    internal Origin Origin { get; }

    /// <summary>The range of the value when the term was created.</summary>
    internal Interval Range { get; private init; }

    /// <summary>Whether the term can be a Boolean that separates paths.</summary>
    internal bool IsCondition => Kind switch
    {
        TermKind.Operator => Key is OperatorKey { Kind: BinaryOperatorKind.Equals or BinaryOperatorKind.LessThan },
        TermKind.Leaf or TermKind.Member or TermKind.Call => true,
        _ => false,
    };

    internal bool IsDifference => Key is OperatorKey { Kind: BinaryOperatorKind.Subtract };

    private int Size { get; }

    /// <summary>Returns a new term for a value of which only the range and the origin are known.</summary>
    internal static Term Leaf(AbstractValue value) => new(TermKind.Leaf, new object(), [], value.Origin) { Range = (value as NumberValue)?.Range ?? Interval.All };

    /// <summary>Returns the value of a parameter when its method is entered.</summary>
    internal static Term Parameter(IParameterSymbol parameter, AbstractValue value) =>
        new(TermKind.Leaf, parameter, [], value.Origin) { Range = (value as NumberValue)?.Range ?? Interval.All };

    /// <summary>Returns the length of a file in a version of the heap (<see cref="AbstractState.Heap"/>). A write creates a new version.</summary>
    internal static Term LengthOf(FileSource file, Term heap) => new(TermKind.Leaf, new LengthKey(file, heap), [], Origin.Of(file)) { Range = Interval.FileLength };

    internal static Term Constant(object value) => new(TermKind.Constant, value, [], Origin.Constant)
    {
        Range = value is long number ? Interval.Exactly(number) : Interval.All,
    };

    internal static Term? Operator(BinaryOperatorKind kind, ITypeSymbol? type, Term? left, Term? right)
    {
        return kind switch
        {
            _ when left is null || right is null => null,
            BinaryOperatorKind.NotEquals => Not(Create(TermKind.Operator, Key(BinaryOperatorKind.Equals), left, right)),
            BinaryOperatorKind.GreaterThan => Operator(BinaryOperatorKind.LessThan, type, right, left),
            BinaryOperatorKind.LessThanOrEqual => Not(Operator(BinaryOperatorKind.LessThan, type, right, left)),
            BinaryOperatorKind.GreaterThanOrEqual => Not(Operator(BinaryOperatorKind.LessThan, type, left, right)),
            // c < x is the negation of x < c + 1, so comparisons with a constant have one form.
            BinaryOperatorKind.LessThan when left is { Kind: TermKind.Constant, Range: { IsExact: true, Low: < long.MaxValue and var low } } && right.Kind != TermKind.Constant =>
                Not(Create(TermKind.Operator, Key(kind), right, Constant(low + 1))),
            BinaryOperatorKind.Equals when left.Kind == TermKind.Constant => Create(TermKind.Operator, Key(kind), right, left),
            _ => Create(TermKind.Operator, Key(kind), left, right),
        };

        OperatorKey Key(BinaryOperatorKind of) => new(of, Interval.NumberTypeOf(type));
    }

    internal static Term? Not(Term? operand) => operand switch
    {
        null => null,
        { Kind: TermKind.Not, Operands: [var inner] } => inner,
        _ => Create(TermKind.Not, null, operand),
    };

    internal static Term? And(Term? left, Term? right) => left is null || right is null ? null : Create(TermKind.And, null, left, right);

    internal static Term? Or(Term? left, Term? right) => Not(And(Not(left), Not(right)));

    internal static Term? Conversion(ITypeSymbol? from, ITypeSymbol? to, Term? operand) =>
        operand is null ? null : Create(TermKind.Conversion, new ConversionKey(Interval.NumberTypeOf(from), Interval.NumberTypeOf(to)), operand);

    /// <param name="receiver">The object; null for a member of <c>this</c> or a static member.</param>
    /// <param name="member">The field, the property, or the name of a function.</param>
    /// <param name="version">The version of the heap (<see cref="AbstractState.Heap"/>) if code can assign the member; otherwise null.</param>
    /// <param name="value">The member's value, for the range and the origin.</param>
    internal static Term? Member(Term? receiver, object member, Term? version, AbstractValue value)
    {
        ImmutableArray<Term> operands = (receiver, version) switch
        {
            (null, null) => [],
            (null, { } only) => [only],
            ({ } of, null) => [of],
            ({ } of, { } at) => [of, at],
        };
        var term = new Term(TermKind.Member, member, operands, value.Origin) { Range = (value as NumberValue)?.Range ?? Interval.All };
        return term.Size > MaxSize ? null : term;
    }

    internal static Term? Call(object function, params ReadOnlySpan<Term?> operands)
    {
        foreach (var operand in operands)
        {
            if (operand is null)
            {
                return null;
            }
        }

        return Create(TermKind.Call, function, operands!);
    }

    internal static Term? Select(Term condition, Term? whenTrue, Term? whenFalse) =>
        whenTrue is null || whenFalse is null ? null : Create(TermKind.Select, null, condition, whenTrue, whenFalse);

    /// <summary>The leaves of this term. A comparison of the term limits their values.</summary>
    internal IEnumerable<Term> Leaves => Kind is TermKind.Leaf or TermKind.Member ? [this] : Operands.SelectMany(static operand => operand.Leaves);

    /// <summary>The leaves, and the leaves of the objects whose members are leaves.</summary>
    internal IEnumerable<Term> Roots => Kind == TermKind.Leaf ? [this] : Operands.SelectMany(static operand => operand.Roots);

    /// <summary>Returns the term with other leaves; null if a leaf has no counterpart.</summary>
    internal Term? Substitute(Func<Term, Term?> leaf)
    {
        if (Kind == TermKind.Leaf)
        {
            return leaf(this);
        }

        if (Operands.IsEmpty)
        {
            return this;
        }

        var operands = new Term[Operands.Length];
        for (var index = 0; index < operands.Length; index++)
        {
            if (Operands[index].Substitute(leaf) is not { } operand)
            {
                return null;
            }

            operands[index] = operand;
        }

        return Kind == TermKind.Member ? new Term(Kind, Key, [.. operands], Origin) { Range = Range } : Create(Kind, Key, operands);
    }

    public bool Equals(Term? other) =>
        ReferenceEquals(this, other)
        || (other is not null && _hash == other._hash && Kind == other.Kind && Equals(Key, other.Key) && Operands.SequenceEqual(other.Operands));

    public override bool Equals(object? obj) => Equals(obj as Term);

    public override int GetHashCode() => _hash;

    private static Term? Create(TermKind kind, object? key, params ReadOnlySpan<Term> operands)
    {
        var (size, origin) = (1, Origin.Constant);
        foreach (var operand in operands)
        {
            size += operand.Size;
            origin |= operand.Origin;
        }

        return size > MaxSize ? null : new Term(kind, key, [.. operands], origin);
    }
}

/// <summary>An operator, and the type of its operands.</summary>
internal sealed record OperatorKey(BinaryOperatorKind Kind, SpecialType Type);

/// <summary>The types of a conversion.</summary>
internal sealed record ConversionKey(SpecialType From, SpecialType To);

/// <summary>A file's length until the next write.</summary>
internal sealed record LengthKey(FileSource File, Term Heap);
