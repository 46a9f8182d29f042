using IoPolicy.Interop;

namespace IoPolicy.DropBehind;

/// <summary>Rounds offsets to whole pages, because the kernel drops whole pages only.</summary>
internal static class Pages
{
    /// <summary>The bytes of the largest folio of the page cache: 512 pages, as many as a PMD entry covers (<c>MAX_PAGECACHE_ORDER</c>).</summary>
    private static long LargestFolio => Kernel.PageSize * 512L;

    internal static long RoundDown(long bytes) => bytes - (bytes % Kernel.PageSize);

    /// <summary>Rounds up to the end of a page, but at most to <see cref="long.MaxValue"/>, the last offset that the kernel supports.</summary>
    internal static long RoundUp(long bytes) =>
        bytes > long.MaxValue - Kernel.PageSize ? long.MaxValue : RoundDown(bytes + Kernel.PageSize - 1);

    /// <summary>Gets the start of the largest folio that can contain the byte at an offset.</summary>
    internal static long FolioStart(long offset) => offset - (offset % LargestFolio);
}
