namespace KvCache;

/// <summary>What an eviction did. Immutable.</summary>
/// <param name="Removed">The files removed, in order.</param>
/// <param name="Failures">Files that could not be removed; the eviction went on with the next ones.</param>
public sealed record EvictionResult(IReadOnlyList<KvcEntry> Removed, IReadOnlyList<FileFailure> Failures)
{
    internal static EvictionResult Nothing { get; } = new([], []);
}
