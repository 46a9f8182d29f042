namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>The kinds of upper bounds of a number of bytes. The join of two bounds has the kind that is later in this list.</summary>
internal enum AmountKind
{
    /// <summary>At most a known number.</summary>
    Constant,

    /// <summary>
    /// As many as the caller requests: the number of bytes or iterations depends on a parameter, the length of the caller's buffer, a
    /// field or other external data, and no constant bounds it. Also the bytes of a loop that something other than the file ends, after a
    /// number of iterations that the analysis cannot count. The file did not escape.
    /// </summary>
    Requested,

    /// <summary>Unknown: neither a bound nor a read of the whole file was proven.</summary>
    Unknown,

    /// <summary>To the end of the file, or as many as the file itself states. This is proven for at least one path.</summary>
    Whole,
}

/// <summary>An upper bound of the bytes moved: a join semilattice, with addition.</summary>
internal readonly record struct Amount(AmountKind Kind, long Bytes) : IComparable<Amount>
{
    internal static Amount None => default;
    internal static readonly Amount Requested = new(AmountKind.Requested, 0);
    internal static readonly Amount Unknown = new(AmountKind.Unknown, 0);
    internal static readonly Amount Whole = new(AmountKind.Whole, 0);

    internal bool IsConstant => Kind == AmountKind.Constant;

    internal static Amount Constant(long bytes) => new(AmountKind.Constant, bytes);

    internal static Amount Join(Amount left, Amount right) => left.CompareTo(right) >= 0 ? left : right;

    public static Amount operator +(Amount left, Amount right) =>
        !left.IsConstant || !right.IsConstant ? Join(left, right)
        : left.Bytes > long.MaxValue - right.Bytes ? Unknown
        : Constant(left.Bytes + right.Bytes);

    public int CompareTo(Amount other) => Kind != other.Kind ? Kind.CompareTo(other.Kind) : Bytes.CompareTo(other.Bytes);

    public override string ToString() => Kind switch
    {
        AmountKind.Constant => Bytes.ToString(System.Globalization.CultureInfo.InvariantCulture),
        AmountKind.Requested => "requested",
        AmountKind.Whole => "whole",
        _ => "unknown",
    };
}
