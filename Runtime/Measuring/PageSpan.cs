using IoPolicy.Interop;

namespace IoPolicy.Measuring;

/// <summary>A range of whole pages in a file.</summary>
internal readonly record struct PageSpan(long First, long Count)
{
    internal long Offset => First * Kernel.PageSize;

    /// <summary>
    /// The length in bytes. The last page of a file with the maximum length would end one byte after the last offset of the kernel, so the
    /// length is one byte shorter there.
    /// </summary>
    internal long Length => Count > (long.MaxValue - Offset) / Kernel.PageSize ? long.MaxValue - Offset : Count * Kernel.PageSize;

    /// <summary>Gets the pages that a range of bytes touches.</summary>
    internal static PageSpan Of(long fileBytes, ByteRange range)
    {
        var size = Kernel.PageSize;
        var end = Math.Min(fileBytes, range.End);
        var first = range.Offset / size;
        var pages = (end / size) + (end % size == 0 ? 0 : 1);
        return new PageSpan(first, Math.Max(0, pages - first));
    }
}
