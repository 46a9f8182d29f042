using IoPolicy.Interop;

namespace IoPolicy.Measuring;

/// <summary>Whole pages that lie in a file.</summary>
internal readonly record struct PageSpan(long First, long Count)
{
    internal long Offset => First * Kernel.PageSize;

    internal long Length => Count * Kernel.PageSize;

    /// <summary>The pages that a range of bytes touches; a length of 0 reaches to the end of the file.</summary>
    internal static PageSpan Of(long fileBytes, long offset, long length)
    {
        var size = Kernel.PageSize;
        var end = length == 0 || length > fileBytes - offset ? fileBytes : offset + length;
        var first = offset / size;
        return new PageSpan(first, Math.Max(0, ((end + size - 1) / size) - first));
    }
}
