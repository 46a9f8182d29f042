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
    /// <summary>The source of the figures.</summary>
    public ResidencySource Source { get; internal init; }

    /// <summary>Whether the figures are known.</summary>
    public bool IsKnown => Source != ResidencySource.Unknown;

    /// <summary>The size of a page in bytes.</summary>
    public int PageSize { get; internal init; }

    /// <summary>The pages of the range in the file. The last one can be partly filled.</summary>
    public long FilePages { get; internal init; }

    /// <summary>The number of these pages in the cache.</summary>
    public long? CachedPages { get; internal init; }

    /// <summary>The dirty pages among the cached ones. Only <see cref="ResidencySource.CacheStat"/> counts them.</summary>
    public long? DirtyPages { get; internal init; }

    /// <summary>The pages under write-back among the cached ones. Only <see cref="ResidencySource.CacheStat"/> counts them.</summary>
    public long? WriteBackPages { get; internal init; }

    /// <summary>The pages that were cached and have been evicted. Only <see cref="ResidencySource.CacheStat"/> counts them.</summary>
    public long? EvictedPages { get; internal init; }

    /// <summary>
    /// The evicted pages whose next read would indicate memory pressure, because they were evicted recently. Only
    /// <see cref="ResidencySource.CacheStat"/> counts them.
    /// </summary>
    public long? RecentlyEvictedPages { get; internal init; }

    /// <summary>The cached share of the file's pages, from 0 to 1; null if it is unknown, and 0 for no pages.</summary>
    public double? CachedShare => CachedPages is { } cached ? FilePages == 0 ? 0 : (double)cached / FilePages : null;
}
