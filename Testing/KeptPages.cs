namespace IoPolicy.Testing;

/// <summary>Asserts that pages stayed cached, where a drop would have removed them.</summary>
public static class KeptPages
{
    /// <summary>
    /// The pages that no drop has removed: the cached ones, and those that the kernel has reclaimed. Reclaim leaves a shadow entry
    /// behind each page (<c>workingset_eviction</c>), which <c>cachestat</c> counts as evicted. <c>POSIX_FADV_DONTNEED</c> leaves none.
    /// </summary>
    /// <param name="path">The file.</param>
    public static long? NotDropped(string path)
    {
        var residency = PageCache.GetResidency(path);
        return residency.CachedPages + (residency.EvictedPages ?? 0);
    }

    /// <summary>
    /// Allows up to a sixteenth of the pages to be missing. A drop removes every page of its range, or all except a header. The
    /// kernel itself may reclaim a folio or two at any time, for another process or because DAMON finds it cold.
    /// </summary>
    /// <param name="before">The number of cached pages before.</param>
    /// <param name="now">The number of cached pages now.</param>
    public static void AssertAll(long before, long? now)
    {
        Assert.NotNull(now);
        Assert.InRange(now.Value, before - (before / 16), before);
    }
}
