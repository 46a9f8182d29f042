using Microsoft.CodeAnalysis;

namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// The invariant of a loop that reads until it has enough bytes: the bytes read of a file are at most <c>variable + offset</c>
/// (<c>total += n</c>), or <c>offset - variable</c> (<c>left -= n</c>). Intervals alone would add up the requests of all iterations.
/// </summary>
/// <param name="File">The file.</param>
/// <param name="Variable">The counter.</param>
/// <param name="Sign">1 for a counter that grows, -1 for one that shrinks.</param>
internal readonly record struct RelationKey(FileSource File, ISymbol Variable, int Sign)
{
    public bool Equals(RelationKey other) =>
        Sign == other.Sign && File.Equals(other.File) && SymbolEqualityComparer.Default.Equals(Variable, other.Variable);

    public override int GetHashCode() => unchecked((File.GetHashCode() * 31) + SymbolEqualityComparer.Default.GetHashCode(Variable));
}
