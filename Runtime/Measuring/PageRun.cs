namespace IoPolicy;

/// <summary>Pages in a row that were all cached, or all not. Immutable.</summary>
/// <param name="FirstPage">The first page, counted from the start of the file.</param>
/// <param name="Pages">How many there are.</param>
/// <param name="IsCached">Whether they were cached.</param>
public readonly record struct PageRun(long FirstPage, long Pages, bool IsCached);
