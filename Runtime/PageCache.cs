using IoPolicy.Advice;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy;

/// <summary>Advice to the kernel about the cached pages of a file. All members are thread-safe.</summary>
/// <remarks>
/// Ranges are in bytes. A length of 0 reaches to the end of the file. The kernel drops only whole pages, and a large folio (several pages
/// that the kernel manages as a unit) only if the range contains all of it. A last, partly filled page is dropped only if the range reaches
/// the end of the file. On a system other than 64-bit Linux, and for a file without cached pages (a pipe, a socket), all advice is
/// <see cref="AdviceStatus.Unsupported"/>.
/// </remarks>
public static class PageCache
{
    /// <summary>
    /// Whether all pages stay cached. If true, no method of IoPolicy drops pages. The initial value is true if the environment variable
    /// <c>IOPOLICY_KEEP_PAGES</c> is set or the AppContext switch <c>IoPolicy.KeepPages</c> is true.
    /// </summary>
    public static bool KeepPages
    {
        get => KeepPagesSwitch.IsOn;
        set => KeepPagesSwitch.IsOn = value;
    }

    /// <summary>Advice that a background thread issues.</summary>
    public static BackgroundAdvice Background => BackgroundAdvice.Shared;

    /// <summary>
    /// Registers a function that returns the stream inside a stream of a third-party type, so that policies find the file under the stream. In
    /// your own stream class, implement <see cref="IStreamWrapper"/> instead. Register once, before the first call of a method with a policy.
    /// </summary>
    /// <typeparam name="T">
    /// The type of the wrapper. The registration also applies to derived types, and replaces an earlier one.
    /// </typeparam>
    /// <param name="getInnerStream">
    /// Returns the inner stream, or null. Each call of a method with a policy calls this function on the caller's thread. If the function throws,
    /// the method runs without advice. A write policy flushes the wrapper before the advice.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="getInnerStream"/> is null.</exception>
    public static void RegisterWrapper<T>(Func<T, Stream?> getInnerStream)
        where T : Stream
    {
        ArgumentNullException.ThrowIfNull(getInnerStream);
        RegisteredWrappers.Register(getInnerStream);
    }

    /// <summary>
    /// Drops the clean, unmapped pages of a range (<c>POSIX_FADV_DONTNEED</c>). Pages that are dirty or under write-back stay:
    /// after a write, use <see cref="WriteBackAndDrop"/>. Pages that a process has mapped and touched also stay.
    /// </summary>
    /// <param name="file">The open file, with any access.</param>
    /// <param name="offset">The start of the range in bytes, 0 or more.</param>
    /// <param name="length">The length of the range in bytes; 0 reaches to the end of the file.</param>
    /// <returns>Whether the kernel accepted the advice. Accepted advice may have no effect: see <see cref="GetResidency(SafeFileHandle, long, long)"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static AdviceOutcome Drop(SafeFileHandle file, long offset = 0, long length = 0)
    {
        var range = ByteRange.Check(file, offset, length);
        return Report("PageCache.Drop", Drops.Issue(file, range, KeepPages), file, range);
    }

    /// <summary>
    /// Writes the dirty pages of a range back, waits for the write-back, and drops the range. The write-back is needed because Linux does not
    /// drop dirty pages. Blocks until the device has the data.
    /// </summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">The start of the range in bytes, 0 or more.</param>
    /// <param name="length">The length of the range in bytes; 0 reaches to the end of the file.</param>
    /// <param name="durable">
    /// Whether <c>fdatasync</c> writes back the whole file and its length, and flushes the device's cache. If false, <c>sync_file_range</c>
    /// writes back the range, which does not make it durable. With true, the file is flushed on every system, and also while
    /// <see cref="KeepPages"/> is true.
    /// </param>
    /// <returns>Whether the kernel accepted the advice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="IOException">
    /// The write-back failed, so the data may not be on disk. The kernel reports the failure once per open file.
    /// </exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static AdviceOutcome WriteBackAndDrop(SafeFileHandle file, long offset = 0, long length = 0, bool durable = false)
    {
        var range = ByteRange.Check(file, offset, length);
        return Report("PageCache.WriteBackAndDrop", Drops.WriteBackAndIssue(file, range, durable, KeepPages, isWritten: null), file, range);
    }

    /// <summary>Starts to read a range into the page cache (<c>POSIX_FADV_WILLNEED</c>), without waiting.</summary>
    /// <inheritdoc cref="Drop"/>
    public static AdviceOutcome Prefetch(SafeFileHandle file, long offset = 0, long length = 0)
    {
        var range = ByteRange.Check(file, offset, length);
        return Report("PageCache.Prefetch", AdviceOutcome.From(Kernel.Advise(file, range.Offset, range.Length, Native.AdviceWillNeed)), file, range, drops: false);
    }

    /// <summary>
    /// Sets the expected order of reads. The setting applies to the whole file, but only to this open file, and not to other open files of the
    /// same path.
    /// </summary>
    /// <param name="file">The open file.</param>
    /// <param name="pattern">The expected order of reads.</param>
    /// <returns>Whether the kernel accepted the advice.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="pattern"/> is not a member of <see cref="AccessPattern"/>.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static AdviceOutcome Expect(SafeFileHandle file, AccessPattern pattern)
    {
        _ = ByteRange.Check(file, 0, 0);
        var advice = pattern switch
        {
            AccessPattern.Normal => Native.AdviceNormal,
            AccessPattern.Sequential => Native.AdviceSequential,
            AccessPattern.Random => Native.AdviceRandom,
            _ => throw new ArgumentOutOfRangeException(nameof(pattern), pattern, "There is no such access pattern."),
        };
        return AdviceOutcome.From(Kernel.Advise(file, 0, 0, advice));
    }

    /// <summary>Counts the cached pages of a range of an open file. Allocates nothing.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">The start of the range in bytes, 0 or more; the range is widened to whole pages.</param>
    /// <param name="length">The length of the range in bytes; 0 reaches to the end of the file.</param>
    /// <returns>The figures, or unknown ones (<see cref="Residency.IsKnown"/>).</returns>
    /// <exception cref="ArgumentNullException"><paramref name="file"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="ObjectDisposedException"><paramref name="file"/> is closed.</exception>
    public static Residency GetResidency(SafeFileHandle file, long offset = 0, long length = 0) =>
        ResidencyReader.Read(file, ByteRange.Check(file, offset, length));

    /// <summary>Counts the cached pages of a range of a file. The residency of a file that cannot be opened for reading is unknown.</summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="offset">The start of the range in bytes, 0 or more; the range is widened to whole pages.</param>
    /// <param name="length">The length of the range in bytes; 0 reaches to the end of the file.</param>
    /// <returns>The figures, or unknown ones (<see cref="Residency.IsKnown"/>).</returns>
    /// <exception cref="ArgumentException"><paramref name="path"/> is null or empty.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="offset"/> or <paramref name="length"/> is negative.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static Residency GetResidency(string path, long offset = 0, long length = 0)
    {
        var range = ByteRange.Check(offset, length);
        using var file = OpenToMeasure(path);
        return file is null ? new Residency { PageSize = Kernel.PageSize } : ResidencyReader.Read(file, range);
    }

    /// <summary>
    /// Reads which pages of a range of an open file are cached. The time depends on the number of runs of cached pages, not
    /// on the length of the file.
    /// </summary>
    /// <inheritdoc cref="GetResidency(SafeFileHandle, long, long)" path="/*[not(self::summary or self::returns)]"/>
    /// <returns>The map, or an unknown one (<see cref="ResidencyMap.IsKnown"/>).</returns>
    public static ResidencyMap GetPageMap(SafeFileHandle file, long offset = 0, long length = 0) =>
        ResidencyMapReader.Read(file, ByteRange.Check(file, offset, length));

    /// <summary>
    /// Reads which pages of a range of a file are cached. The time depends on the number of runs of cached pages, not on the
    /// length of the file. The map of a file that cannot be opened for reading is unknown.
    /// </summary>
    /// <inheritdoc cref="GetResidency(string, long, long)" path="/*[not(self::summary or self::returns)]"/>
    /// <returns>The map, or an unknown one (<see cref="ResidencyMap.IsKnown"/>).</returns>
    public static ResidencyMap GetPageMap(string path, long offset = 0, long length = 0)
    {
        var range = ByteRange.Check(offset, length);
        using var file = OpenToMeasure(path);
        return file is null ? ResidencyMap.Unknown(0, 0) : ResidencyMapReader.Read(file, range);
    }

    private static SafeFileHandle? OpenToMeasure(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Kernel.OpenForAdvice(path)
            ?? (File.Exists(path) ? null : throw new FileNotFoundException($"There is no file '{path}' to measure.", path));
    }

    private static AdviceOutcome Report(string method, AdviceOutcome outcome, SafeFileHandle file, ByteRange range, bool drops = true)
    {
        AdviceReport.Direct(method, outcome, file, range, drops);
        return outcome;
    }
}
