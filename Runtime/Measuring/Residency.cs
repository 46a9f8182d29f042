namespace IoPolicy;

/// <summary>
/// The number of pages of a file, or of a range of a file, that are in the page cache at one moment.
/// <see cref="PageCache.GetResidency(string, long, long)"/> returns it.
/// </summary>
/// <remarks>
/// An unknown figure is null, never an estimate. The source is <c>cachestat</c>. It is <c>mincore</c> if <c>cachestat</c> is unavailable, and
/// on overlayfs, where <c>cachestat</c> counts the overlay's own inode, which has no pages. Immutable.
/// </remarks>
public readonly record struct Residency
{
    /// <summary>The source of the figures.</summary>
    public ResidencySource Source { get; internal init; }

    /// <summary>Whether the figures are known.</summary>
    public bool IsKnown => Source != ResidencySource.Unknown;

    /// <summary>The size of a page in bytes.</summary>
    public int PageSize { get; internal init; }

    /// <summary>The number of pages of the file in the range. The last page can be partly filled.</summary>
    public long FilePages { get; internal init; }

    /// <summary>The number of pages of the file in the range that are cached; null if it is unknown.</summary>
    public long? CachedPages { get; internal init; }

    /// <summary>The number of cached pages that are dirty. Only <see cref="ResidencySource.CacheStat"/> counts them.</summary>
    public long? DirtyPages { get; internal init; }

    /// <summary>The number of cached pages that are under write-back. Only <see cref="ResidencySource.CacheStat"/> counts them.</summary>
    public long? WriteBackPages { get; internal init; }

    /// <summary>The number of pages that were cached and have been evicted. Only <see cref="ResidencySource.CacheStat"/> counts them.</summary>
    public long? EvictedPages { get; internal init; }

    /// <summary>
    /// The number of evicted pages that were evicted so recently that reading them again would indicate memory pressure. Only
    /// <see cref="ResidencySource.CacheStat"/> counts them.
    /// </summary>
    public long? RecentlyEvictedPages { get; internal init; }

    /// <summary>The cached share of the file's pages, from 0 to 1; null if it is unknown, and 0 for no pages.</summary>
    public double? CachedShare => CachedPages is { } cached ? FilePages == 0 ? 0 : (double)cached / FilePages : null;
}
