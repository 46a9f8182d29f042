using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>
/// Checks whether the pages of a range have been written, without waiting in the kernel. The caller pauses between two looks.
/// </summary>
/// <remarks>
/// <c>cachestat</c> counts the pages that are dirty or under write-back. Unlike every wait of the kernel, it reads no
/// write-back error, so nobody else loses the report of one (<c>errseq_t</c>).
/// </remarks>
internal struct WriteBackPoll(SafeFileHandle file, ByteRange range)
{
    private const int LongestPause = 16;
    private const int Looks = 4_000; // About a minute.

    private int _looks;
    private int _pause = 1;

    /// <summary>Pages that are dirty, but not under write-back, at the last look; −1 before the first, and where there is none.</summary>
    internal long DirtyPages { get; private set; } = -1;

    /// <summary>
    /// The milliseconds until the next look; 0 if no page is under write-back, <c>cachestat</c> does not answer, or others
    /// keep writing the range.
    /// </summary>
    internal int NextPause()
    {
        if (_looks++ == Looks || Kernel.CacheStatus(file, range.Offset, range.Length, out var pages) != 0)
        {
            return 0;
        }

        DirtyPages = (long)pages.Dirty;
        if (pages.WriteBack == 0)
        {
            return 0;
        }

        var pause = _pause;
        _pause = Math.Min(2 * pause, LongestPause);
        return pause;
    }
}
