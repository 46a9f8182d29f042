using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>Rounds offsets to whole pages, because the kernel drops whole pages only.</summary>
internal static class Pages
{
    /// <summary>As large as a page-table entry of the second level covers: <c>MAX_PAGECACHE_ORDER</c>.</summary>
    private static long LargestFolio => Kernel.PageSize * 512L;

    internal static long RoundDown(long bytes) => bytes - (bytes % Kernel.PageSize);

    /// <summary>The end of the page that a byte before it is in; of the last page, the last offset that the kernel knows.</summary>
    internal static long RoundUp(long bytes) =>
        bytes > long.MaxValue - Kernel.PageSize ? long.MaxValue : RoundDown(bytes + Kernel.PageSize - 1);

    /// <summary>The start of the largest folio that a byte can be in.</summary>
    internal static long FolioStart(long offset) => offset - (offset % LargestFolio);
}
