namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// Makes an immutable dictionary take a new value even where it equals the old one: two equal values can still differ in
/// what is no part of the comparison, such as the read that a number came from.
/// </summary>
internal sealed class AlwaysReplace<T> : IEqualityComparer<T>
{
    internal static readonly AlwaysReplace<T> Instance = new();

    public bool Equals(T? x, T? y) => false;

    public int GetHashCode(T obj) => 0;
}
