namespace IoPolicy.Testing;

/// <summary>Asserts that cached pages were not dropped.</summary>
public static class KeptPages
{
    /// <summary>
    /// Counts the pages that no drop has removed: the cached pages and the reclaimed pages. Reclaim leaves a shadow entry for each
    /// page (<c>workingset_eviction</c>), which <c>cachestat</c> counts as evicted. <c>POSIX_FADV_DONTNEED</c> leaves no shadow entry.
    /// </summary>
    /// <param name="path">The file.</param>
    public static long? NotDropped(string path)
    {
        var residency = PageCache.GetResidency(path);
        return residency.CachedPages + (residency.EvictedPages ?? 0);
    }

    /// <summary>
    /// Asserts that at most a sixteenth of the pages is missing. A drop would remove every page of its range, or all except a header. The
    /// kernel itself may reclaim a few folios at any time, for another process or because DAMON considers them cold.
    /// </summary>
    /// <param name="before">The number of cached pages before the operation under test.</param>
    /// <param name="now">The number of cached pages after it. If it is null, the assertion fails.</param>
    public static void AssertAll(long before, long? now)
    {
        Assert.NotNull(now);
        Assert.InRange(now.Value, before - (before / 16), before);
    }
}
