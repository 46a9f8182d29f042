using System.Numerics;
using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>
/// Finds the cached pages of a file with <c>cachestat</c>. A span (<see cref="PageSpan"/>) without cached pages is skipped, a span with only
/// cached pages is one result, and any other span is halved.
/// </summary>
/// <remarks>
/// <c>cachestat</c> visits only the cached pages (<c>xas_for_each</c>), and not the holes between them. So the number of calls is
/// proportional to the number of runs of cached pages, times the logarithm of the file's length.
/// </remarks>
internal sealed class CachedPageSearch(SafeFileHandle file)
{
    /// <summary>The most calls of <c>cachestat</c>, which take about ten seconds. If they are not enough, the result is unknown.</summary>
    private const int MaxCalls = 1 << 24;

    private readonly CachedRuns _runs = new();
    private int _calls;

    /// <summary>Finds all cached pages of a span. Null if <c>cachestat</c> fails, or if <see cref="MaxCalls"/> are not enough.</summary>
    internal static CachedRuns? FindAll(SafeFileHandle file, PageSpan span)
    {
        var search = new CachedPageSearch(file);
        return span.Count == 0 || search.Find(span) ? search._runs : null;
    }

    /// <summary>
    /// Finds the first cached page of a span. Returns the first page of the span if <c>cachestat</c> fails, and the page after the span if no
    /// page is cached.
    /// </summary>
    internal static long FindFirst(SafeFileHandle file, PageSpan span)
    {
        if (span.Count == 0 || !FileSystemKind.CacheStatReachesPages(file) || Count(file, span) is not { } cached)
        {
            return span.First;
        }

        if (cached == 0)
        {
            return span.First + span.Count;
        }

        while (span.Count > 1)
        {
            var (left, right) = Halve(span);
            span = Count(file, left) is > 0 or null ? left : right;
        }

        return span.First;
    }

    private bool Find(PageSpan span)
    {
        if (_calls++ == MaxCalls || Count(file, span) is not { } cached)
        {
            return false;
        }

        if (cached == 0)
        {
            return true;
        }

        if (cached >= span.Count)
        {
            _runs.Add(span.First, span.Count);
            return true;
        }

        var (left, right) = Halve(span);
        return Find(left) && Find(right);
    }

    private static long? Count(SafeFileHandle file, PageSpan span) =>
        Kernel.CacheStatus(file, span.Offset, span.Length, out var pages) == 0 ? (long)pages.Cached : null;

    /// <summary>Halves a span. The left part has a power of two as its length, so that the parts meet where folios end.</summary>
    private static (PageSpan Left, PageSpan Right) Halve(PageSpan span)
    {
        var half = 1L << BitOperations.Log2((ulong)span.Count - 1);
        return (new PageSpan(span.First, half), new PageSpan(span.First + half, span.Count - half));
    }
}
