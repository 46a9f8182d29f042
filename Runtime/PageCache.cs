using IoPolicy.Advice;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>Advice to the kernel about the pages that it caches of a file. All members are safe for all threads.</summary>
/// <remarks>
/// Ranges are in bytes; a length of 0 reaches to the end of the file, and only such a range, or one that reaches that
/// far, drops a last page that is partly filled. Only whole pages are dropped, and a large folio (several pages that the
/// kernel holds as one, as it makes them of large writes and of readahead) only where it lies in the range entirely. On another system than 64-bit Linux, and
/// on a file that has no cached pages of its own (a pipe, a socket), every hint is <see cref="AdviceStatus.Unsupported"/>.
/// </remarks>
public static class PageCache
{
    /// <summary>
    /// Whether pages are kept: no hint is given that drops any. The first value is true where the environment variable
    /// <c>IOPOLICY_KEEP_PAGES</c> is set to anything, or else the AppContext switch <c>IoPolicy.KeepPages</c>.
    /// </summary>
    public static bool KeepPages
    {
        get => KeepPagesSwitch.IsOn;
        set => KeepPagesSwitch.IsOn = value;
    }

    /// <summary>Advice that a thread of their own gives, off the caller's path.</summary>
    public static BackgroundAdvice Background => BackgroundAdvice.Shared;

    /// <summary>
    /// Drops the clean, unmapped pages of a range (<c>POSIX_FADV_DONTNEED</c>). Pages that are dirty or under write-back
    /// stay: after a write, use <see cref="WriteBackAndDrop"/>. Pages that a process has mapped and touched stay too.
    /// </summary>
    /// <param name="file">The open file; which access it was opened for does not matter.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Its length; 0 reaches to the end of the file.</param>
    /// <returns>Whether the kernel took the hint. It may have had no effect; <see cref="Residency"/> tells.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0)
    {
        var range = HintRange.Check(file, offset, length);
        return Told("PageCache.Drop", Drops.Give(file, range, KeepPages), file, range);
    }

    /// <summary>
    /// Writes a range's dirty pages back, waits for them, and drops the range: what makes a drop true after a write.
    /// Blocks until the device has taken the data.
    /// </summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Its length; 0 reaches to the end of the file.</param>
    /// <param name="durable">
    /// Write back with <c>fdatasync</c> (the whole file, its length and the device's own cache too) in place of
    /// <c>sync_file_range</c>, which promises no durability. This part is done on every system, and also while
    /// <see cref="KeepPages"/> is set: it is no hint.
    /// </param>
    /// <returns>Whether the kernel took the hint.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="IOException">
    /// The write-back failed: data is at risk. The kernel reports that once per open file, so it is not passed over here.
    /// </exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static AdviceOutcome WriteBackAndDrop(SafeFileHandle file, long offset = 0, long length = 0, bool durable = false)
    {
        var range = HintRange.Check(file, offset, length);
        return Told("PageCache.WriteBackAndDrop", Drops.WriteBackAndGive(file, range, durable, KeepPages, isWritten: null), file, range);
    }

    /// <summary>Begins to read a range into the page cache (<c>POSIX_FADV_WILLNEED</c>), without waiting for it.</summary>
    /// <inheritdoc cref="Drop"/>
    public static AdviceOutcome Prefetch(SafeFileHandle file, long offset = 0, long length = 0)
    {
        var range = HintRange.Check(file, offset, length);
        return Told("PageCache.Prefetch", AdviceOutcome.Of(Kernel.Advise(file, range.Offset, range.Length, Native.AdviceWillNeed)), file, range, drops: false);
    }

    /// <summary>
    /// Tells how a file will be read. It holds for this open file (not for others of the same file), and the kernel
    /// takes it for the whole of it: a range changes nothing.
    /// </summary>
    /// <param name="file">The open file.</param>
    /// <param name="pattern">How it will be read.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Its length; 0 reaches to the end of the file.</param>
    /// <returns>Whether the kernel took the hint.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// <paramref name="offset"/> or <paramref name="length"/> is negative, or <paramref name="pattern"/> is none.
    /// </exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static AdviceOutcome Expect(SafeFileHandle file, AccessPattern pattern, long offset = 0, long length = 0)
    {
        var range = HintRange.Check(file, offset, length);
        var advice = pattern switch
        {
            AccessPattern.Normal => Native.AdviceNormal,
            AccessPattern.Sequential => Native.AdviceSequential,
            AccessPattern.Random => Native.AdviceRandom,
            _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "There is no such access pattern."),
        };
        return AdviceOutcome.Of(Kernel.Advise(file, range.Offset, range.Length, advice));
    }

    private static AdviceOutcome Told(string method, AdviceOutcome outcome, SafeFileHandle file, HintRange range, bool drops = true)
    {
        HintReport.TellDirect(method, outcome, file, range, drops);
        return outcome;
    }
}
