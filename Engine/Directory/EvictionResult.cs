namespace KvCache;

/// <summary>The result of an eviction. Immutable.</summary>
/// <param name="Removed">The removed files, in order.</param>
/// <param name="Failures">The files that could not be removed. The eviction continued with the next ones.</param>
public sealed record EvictionResult(IReadOnlyList<KvcEntry> Removed, IReadOnlyList<FileFailure> Failures)
{
    internal static EvictionResult Nothing { get; } = new([], []);
}
