using IoPolicy.Interop;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Measuring;

/// <summary>Reads which pages of a file are cached, with <c>mincore</c> on a mapping of the file. The mapping is never read.</summary>
internal static class MinCore
{
    private const int PagesACall = 16_384;
    private const long MappedBytes = 1L << 30;

    /// <summary>
    /// The most pages that are scanned: 128 GiB of 4 KiB pages. <c>mincore</c> looks up each page, cached or not, which takes
    /// 0.24 µs (measured, Linux 6.18), so the longest scan takes eight seconds. For a longer range, the answer is unknown.
    /// </summary>
    internal const long MaxPages = 1L << 25;

    /// <summary>Receives the answer: the lowest bit of each byte shows whether that page is cached.</summary>
    internal interface IVisitor
    {
        void Visit(long firstPage, ReadOnlySpan<byte> pages);
    }

    /// <summary>Passes the pages of a span to a visitor, in order. Returns false if there is no answer, or if it is not reliable.</summary>
    internal static bool Scan<TVisitor>(SafeFileHandle file, long fileBytes, PageSpan span, long maxPages, ref TVisitor visitor)
        where TVisitor : struct, IVisitor
    {
        if (span.Count > maxPages || !Kernel.IsSupported || !FileSystemKind.MappingReachesPages(file))
        {
            return false;
        }

        if (IsReliable(file, fileBytes) is { } truth)
        {
            return truth && ScanMapped(file, span, ref visitor);
        }

        // A descriptor that was opened only for writing cannot be mapped, but a new one can.
        using var readable = Kernel.Reopen(file);
        return readable is not null && IsReliable(readable, fileBytes) == true && ScanMapped(readable, span, ref visitor);
    }

    /// <summary>
    /// Whether the answer of <c>mincore</c> is reliable. Null if the file cannot be mapped, or if there is no answer. For a file that the
    /// caller neither owns nor may write, <c>mincore</c> reports every page as cached (<c>can_do_mincore</c>, since Linux 5.2). It does so
    /// even far beyond the end of the file, so this method asks about a page there.
    /// </summary>
    internal static unsafe bool? IsReliable(SafeFileHandle file, long fileBytes)
    {
        // The page is at least one gibibyte after the end of the file, because a large folio may reach past the end.
        var beyond = ((fileBytes / MappedBytes) + 2) * MappedBytes;
        var address = Native.Map(0, Kernel.PageSize, Native.ProtectRead, Native.MapShared, file, beyond);
        if (address == -1)
        {
            return null;
        }

        byte cached;
        var answered = Native.InCore(address, Kernel.PageSize, &cached) == 0;
        _ = Native.Unmap(address, Kernel.PageSize);
        return answered ? (cached & 1) == 0 : null;
    }

    private static unsafe bool ScanMapped<TVisitor>(SafeFileHandle file, PageSpan span, ref TVisitor visitor)
        where TVisitor : struct, IVisitor
    {
        var pages = stackalloc byte[PagesACall];
        var size = Kernel.PageSize;
        for (long mapped, done = 0; done < span.Count; done += mapped)
        {
            mapped = Math.Min(span.Count - done, MappedBytes / size);
            var address = Native.Map(0, (nint)(mapped * size), Native.ProtectRead, Native.MapShared, file, (span.First + done) * size);
            if (address == -1)
            {
                return false;
            }

            try
            {
                for (long requested, at = 0; at < mapped; at += requested)
                {
                    requested = Math.Min(mapped - at, PagesACall);
                    if (Native.InCore(address + (nint)(at * size), (nint)(requested * size), pages) != 0)
                    {
                        return false;
                    }

                    visitor.Visit(span.First + done + at, new ReadOnlySpan<byte>(pages, (int)requested));
                }
            }
            finally
            {
                _ = Native.Unmap(address, (nint)(mapped * size));
            }
        }

        return true;
    }
}
