namespace KvCache;

/// <summary>What was loaded for a prompt. Immutable.</summary>
/// <param name="Entry">The file that was loaded; null: none fits.</param>
/// <param name="Loaded">What it held; null: none fits.</param>
/// <param name="Consumed">Whether the file was removed, since the live session will store a longer one. In payload ABI 0 only.</param>
/// <param name="Refused">Files that came before it but were refused, with the reason.</param>
public sealed record LoadResult(KvcEntry? Entry, KvcLoaded? Loaded, bool Consumed, IReadOnlyList<(KvcEntry Entry, KvcFault Fault)> Refused)
{
    /// <summary>What could not be done beside the load: a hit that was not counted, a file that was not removed.</summary>
    public IReadOnlyList<FileFailure> Failures { get; init; } = [];
}
