namespace IoPolicy;

/// <summary>
/// The number of pages of a file, or of a range of it, in the page cache at one moment. Get it from
/// <see cref="PageCache.GetResidency(string, long, long)"/>.
/// </summary>
/// <remarks>
/// An unknown figure is null, never a guess. The source is <c>cachestat</c>, or <c>mincore</c> if <c>cachestat</c> is missing
/// or wrong (on overlayfs it counts the overlay's own, empty cache). Immutable.
/// </remarks>
public readonly record struct Residency
{
    /// <summary>Where the figures come from.</summary>
    public ResidencySource Source { get; internal init; }

    /// <summary>Whether there are figures.</summary>
    public bool IsKnown => Source != ResidencySource.Unknown;

    /// <summary>The size of a page in bytes.</summary>
    public int PageSize { get; internal init; }

    /// <summary>The pages of the range that lie in the file, the last one perhaps partly filled.</summary>
    public long FilePages { get; internal init; }

    /// <summary>Of these, the pages in the cache.</summary>
    public long? CachedPages { get; internal init; }

    /// <summary>Of the cached pages, those that differ from the disk. Known from <see cref="ResidencySource.CacheStat"/> alone.</summary>
    public long? DirtyPages { get; internal init; }

    /// <summary>Of the cached pages, those that are being written at this moment. Known from <see cref="ResidencySource.CacheStat"/> alone.</summary>
    public long? WriteBackPages { get; internal init; }

    /// <summary>Pages that were in the cache and have left it. Known from <see cref="ResidencySource.CacheStat"/> alone.</summary>
    public long? EvictedPages { get; internal init; }

    /// <summary>
    /// Of the evicted pages, those that left so recently that reading them again would tell of memory pressure. Known
    /// from <see cref="ResidencySource.CacheStat"/> alone.
    /// </summary>
    public long? RecentlyEvictedPages { get; internal init; }

    /// <summary>The cached share of the file's pages, from 0 to 1; null where it is not known, 0 for no pages.</summary>
    public double? CachedShare => CachedPages is { } cached ? FilePages == 0 ? 0 : (double)cached / FilePages : null;
}
