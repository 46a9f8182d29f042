using IoPolicy.Interop;

namespace IoPolicy;

/// <summary>
/// The cached pages of a file, or of a range of it. Each page was examined once during the creation of the map. Immutable. Its
/// size depends on the runs of cached pages, and not on the file's length.
/// </summary>
public sealed class ResidencyMap
{
    private readonly (long First, long End)[] _cached;

    /// <param name="firstPage">The first page of the range.</param>
    /// <param name="pages">The pages of the range.</param>
    /// <param name="cached">The runs of cached pages, in the order of the file, with a gap between two.</param>
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

    /// <summary>Whether the map is known; see <see cref="ResidencySource.Unknown"/>. If not, no page counts as cached.</summary>
    public bool IsKnown { get; }

    /// <summary>The size of a page in bytes.</summary>
    public int PageSize { get; } = Kernel.PageSize;

    /// <summary>The first page of the range, counted from the start of the file.</summary>
    public long FirstPage { get; }

    /// <summary>The pages of the range in the file.</summary>
    public long Pages { get; }

    /// <summary>The number of these pages in the cache.</summary>
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

    /// <summary>Gets the map as runs of equal pages, in order and without gaps.</summary>
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
    /// Gets the next bytes of a range of which no page was cached. Bytes after the map's end count as not cached, and a length
    /// of 0 then reaches to the end of the file.
    /// </summary>
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

    /// <summary>Gets the first byte of a page. The page after the last of a file of 8 EiB − 1 begins beyond the last offset.</summary>
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
