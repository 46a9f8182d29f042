namespace IoPolicy.Analyzers.ByteBounds.Domain;

/// <summary>
/// Makes an immutable dictionary store a new value even if it equals the old one. Equal values can differ in data that equality
/// ignores, such as the read that returned a number.
/// </summary>
internal sealed class AlwaysReplace<T> : IEqualityComparer<T>
{
    internal static readonly AlwaysReplace<T> Instance = new();

    public bool Equals(T? x, T? y) => false;

    public int GetHashCode(T obj) => 0;
}
