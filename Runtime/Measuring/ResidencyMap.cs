using System.Numerics;
using IoPolicy.Interop;

namespace IoPolicy;

/// <summary>Which pages of a file, or of a range of it, were in the page cache at one moment. Immutable; one bit a page.</summary>
public sealed class ResidencyMap
{
    private readonly ulong[] _bits;

    internal ResidencyMap(long firstPage, long pages, ulong[] bits)
        : this(firstPage, pages, bits, isKnown: true)
    {
    }

    private ResidencyMap(long firstPage, long pages, ulong[] bits, bool isKnown)
    {
        FirstPage = firstPage;
        Pages = pages;
        IsKnown = isKnown;
        _bits = bits;
        foreach (var word in bits)
        {
            CachedPages += BitOperations.PopCount(word);
        }
    }

    /// <summary>Whether there is a reading; see <see cref="ResidencySource.Unknown"/>. If not, no page counts as cached.</summary>
    public bool IsKnown { get; }

    /// <summary>The size of a page in bytes.</summary>
    public int PageSize { get; } = Kernel.PageSize;

    /// <summary>The first page of the range, counted from the start of the file.</summary>
    public long FirstPage { get; }

    /// <summary>The pages of the range that lie in the file.</summary>
    public long Pages { get; }

    /// <summary>Of these, the cached pages.</summary>
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
            return IsCached(page - FirstPage);
        }
    }

    /// <summary>The map as runs of equal pages, in their order, without gaps.</summary>
    public IEnumerable<PageRun> Runs()
    {
        for (long start = 0, end; start < Pages; start = end)
        {
            var cached = IsCached(start);
            end = EndOfRun(start, cached);
            yield return new PageRun(FirstPage + start, end - start, cached);
        }
    }

    internal static ResidencyMap Unknown(long firstPage, long pages) => new(firstPage, pages, [], isKnown: false);

    /// <summary>
    /// The next bytes of a range of which no page was cached; those after the map's end count as not cached, and a length
    /// of 0 then reaches to the end of the file.
    /// </summary>
    internal bool NextUncached(ref long offset, long end, out long bytes)
    {
        bytes = 0;
        var page = (offset / PageSize) - FirstPage;
        if (page < Pages && IsCached(page))
        {
            page = EndOfRun(page, cached: true);
            offset = (FirstPage + page) * PageSize;
        }

        if (offset >= end)
        {
            return false;
        }

        var stop = page < Pages ? EndOfRun(page, cached: false) : Pages;
        var stopBytes = stop >= Pages ? end : Math.Min(end, (FirstPage + stop) * PageSize);
        bytes = stopBytes == long.MaxValue ? 0 : stopBytes - offset;
        return true;
    }

    private bool IsCached(long index) => IsKnown && (_bits[index >> 6] >> (int)(index & 63) & 1) != 0;

    /// <summary>The first page after a run: a word of 64 pages at a time.</summary>
    private long EndOfRun(long index, bool cached)
    {
        if (!IsKnown)
        {
            return Pages;
        }

        while (index < Pages)
        {
            var word = _bits[index >> 6];
            var differing = (cached ? ~word : word) >> (int)(index & 63);
            if (differing != 0)
            {
                return Math.Min(Pages, index + BitOperations.TrailingZeroCount(differing));
            }

            index = (index | 63) + 1;
        }

        return Pages;
    }
}
