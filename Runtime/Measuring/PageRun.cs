namespace IoPolicy;

/// <summary>A run of consecutive pages of a file: either all of them were cached, or none. Immutable.</summary>
public readonly record struct PageRun
{
    internal PageRun(long firstPage, long pages, bool isCached)
    {
        FirstPage = firstPage;
        Pages = pages;
        IsCached = isCached;
    }

    /// <summary>The first page, counted from the start of the file.</summary>
    public long FirstPage { get; }

    /// <summary>The number of pages.</summary>
    public long Pages { get; }

    /// <summary>Whether the pages were cached.</summary>
    public bool IsCached { get; }
}
