namespace KvCache;

/// <summary>The result of a load. Immutable.</summary>
/// <param name="Entry">The loaded file; null if none fits.</param>
/// <param name="Loaded">The content of the loaded file; null if none fits.</param>
/// <param name="Consumed">Whether the file was removed, because the live session will store a longer one. In payload ABI 0 only.</param>
/// <param name="Refused">The better files that were refused, with the reasons.</param>
public sealed record LoadResult(KvcEntry? Entry, KvcLoaded? Loaded, bool Consumed, IReadOnlyList<(KvcEntry Entry, KvcFault Fault)> Refused)
{
    /// <summary>The failures beside the load: a hit that was not counted, or a file that was not removed.</summary>
    public IReadOnlyList<FileFailure> Failures { get; init; } = [];
}
