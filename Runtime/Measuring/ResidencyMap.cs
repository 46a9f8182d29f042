using IoPolicy.Interop;

namespace IoPolicy;

/// <summary>
/// Shows which pages of a file, or of a range of a file, were cached when the map was created. Immutable. The size of the map depends on the
/// number of runs of cached pages, and not on the length of the file.
/// </summary>
public sealed class ResidencyMap
{
    private readonly (long First, long End)[] _cached;

    /// <param name="firstPage">The first page of the range.</param>
    /// <param name="pages">The pages of the range.</param>
    /// <param name="cached">The runs of cached pages, in the order of the file, with a gap between any two of them.</param>
    internal ResidencyMap(long firstPage, long pages, (long First, long End)[] cached)
        : this(firstPage, pages, cached, isKnown: true)
    {
    }

    private ResidencyMap(long firstPage, long pages, (long First, long End)[] cached, bool isKnown)
    {
        FirstPage = firstPage;
        Pages = pages;
        IsKnown = isKnown;
        _cached = cached;
        foreach (var (first, end) in cached)
        {
            CachedPages += end - first;
        }
    }

    /// <summary>
    /// Whether it is known which pages are cached; see <see cref="ResidencySource.Unknown"/>. If not, the map shows every page as not cached.
    /// </summary>
    public bool IsKnown { get; }

    /// <summary>The size of a page in bytes.</summary>
    public int PageSize { get; } = Kernel.PageSize;

    /// <summary>The first page of the range, counted from the start of the file.</summary>
    public long FirstPage { get; }

    /// <summary>The number of pages of the file in the range.</summary>
    public long Pages { get; }

    /// <summary>The number of pages of the file in the range that were cached.</summary>
    public long CachedPages { get; }

    /// <summary>Whether a page was cached.</summary>
    /// <param name="page">The page, counted from the start of the file.</param>
    /// <exception cref="ArgumentOutOfRangeException">The page is not in the map.</exception>
    public bool this[long page]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(page, FirstPage);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(page, FirstPage + Pages);
            var run = RunAtOrAfter(page);
            return run < _cached.Length && _cached[run].First <= page;
        }
    }

    /// <summary>Gets the map as alternating runs of cached and of not cached pages, in the order of the file and without gaps.</summary>
    public IEnumerable<PageRun> Runs()
    {
        var page = FirstPage;
        foreach (var (first, end) in _cached)
        {
            if (first > page)
            {
                yield return new PageRun(page, first - page, isCached: false);
            }

            yield return new PageRun(first, end - first, isCached: true);
            page = end;
        }

        if (page < FirstPage + Pages)
        {
            yield return new PageRun(page, FirstPage + Pages - page, isCached: false);
        }
    }

    internal static ResidencyMap Unknown(long firstPage, long pages) => new(firstPage, pages, [], isKnown: false);

    /// <summary>
    /// Gets the next run of pages that were not cached, as bytes. Pages after the end of the map count as not cached.
    /// </summary>
    /// <param name="offset">The offset at which the search begins. The method sets it to the start of the run.</param>
    /// <param name="end">The end of the range to search; <see cref="long.MaxValue"/> for the end of the file.</param>
    /// <param name="bytes">The length of the run; 0 if the run reaches to the end of the file.</param>
    /// <returns>False if there is no such run.</returns>
    internal bool NextUncached(ref long offset, long end, out long bytes)
    {
        bytes = 0;
        var run = RunAtOrAfter(offset / PageSize);
        if (run < _cached.Length && _cached[run].First <= offset / PageSize)
        {
            offset = StartOf(_cached[run].End);
            run++;
        }

        if (offset >= end)
        {
            return false;
        }

        var stop = run < _cached.Length ? Math.Min(end, StartOf(_cached[run].First)) : end;
        bytes = stop == long.MaxValue ? 0 : stop - offset;
        return true;
    }

    /// <summary>Gets the offset of the first byte of a page, but at most <see cref="long.MaxValue"/>, the last offset of the kernel.</summary>
    private long StartOf(long page) => page > long.MaxValue / PageSize ? long.MaxValue : page * PageSize;

    /// <summary>Gets the first run that ends after a page.</summary>
    private int RunAtOrAfter(long page)
    {
        var (low, high) = (0, _cached.Length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            if (_cached[middle].End > page)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
