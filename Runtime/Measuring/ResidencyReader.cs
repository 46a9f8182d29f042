using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Counts the cached pages of a file, with the source (<c>cachestat</c> or <c>mincore</c>) that is reliable for the file.</summary>
internal static class ResidencyReader
{
    /// <summary>Counts the cached pages of a range. The figures are unknown if no source is reliable.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="range">The bytes to measure.</param>
    /// <param name="maxScannedPages">The most pages that <c>mincore</c> scans, for a caller that must not wait long.</param>
    internal static Residency Read(SafeFileHandle file, ByteRange range, long maxScannedPages = MinCore.MaxPages)
    {
        var unknown = new Residency { PageSize = Kernel.PageSize };
        if (Kernel.Status(file, out var status) != 0 || !status.IsRegular)
        {
            return unknown;
        }

        var span = PageSpan.Of((long)status.Length, range);
        unknown = unknown with { FilePages = span.Count };
        if (FileSystemKind.CacheStatReachesPages(file))
        {
            // The range must end at the last page of the file, because cachestat also counts the part of a large folio after that page.
            switch (Kernel.CacheStatus(file, span.Offset, Math.Max(span.Length, 1), out var pages))
            {
                case 0:
                    return unknown with
                    {
                        Source = ResidencySource.CacheStat,
                        CachedPages = span.Count == 0 ? 0 : (long)pages.Cached,
                        DirtyPages = (long)pages.Dirty,
                        WriteBackPages = (long)pages.WriteBack,
                        EvictedPages = (long)pages.Evicted,
                        RecentlyEvictedPages = (long)pages.RecentlyEvicted,
                    };
                case Errno.NoSystemCall or Errno.NotSupported:
                    break; // Try mincore. If cachestat refuses a file of another owner, mincore is not reliable either, and Scan detects this.
                default:
                    return unknown;
            }
        }

        var count = default(PageCounter);
        return MinCore.Scan(file, (long)status.Length, span, maxScannedPages, ref count)
            ? unknown with { Source = ResidencySource.MinCore, CachedPages = count.Cached }
            : unknown;
    }

    private struct PageCounter : MinCore.IVisitor
    {
        internal long Cached;

        public void Visit(long firstPage, ReadOnlySpan<byte> pages)
        {
            foreach (var page in pages)
            {
                Cached += page & 1;
            }
        }
    }
}
