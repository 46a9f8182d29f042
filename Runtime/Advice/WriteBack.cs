using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Writes the pages of a range back, with and without a wait that reads the write-back error.</summary>
/// <remarks>
/// The kernel reports a write-back error once to each open file, and to a file that is opened later only if no open file has
/// reported the error before (<c>errseq_sample</c>). Every wait of the kernel reads the error. <c>cachestat</c> counts the pages that are
/// dirty or under write-back, and reads no error.
/// </remarks>
internal static class WriteBack
{
    private const uint SyncAndWait = Native.SyncWaitBefore | Native.SyncWrite | Native.SyncWaitAfter;

    /// <summary>Write-back without a wait skips a page that is under write-back already, and was written again meanwhile.</summary>
    private const int UnreportedStarts = 3;

    /// <summary>Writes back and waits. Returns the error number. The caller must surface one that means data at risk.</summary>
    internal static int Run(SafeFileHandle file, ByteRange range, bool durable)
    {
        var begin = AdviceReport.BeginWriteBack();
        var error = RunNow(file, range, durable);
        AdviceReport.EndWriteBack(begin);
        return error;
    }

    /// <summary>Starts write-back of a range and waits for nothing, so that no write-back error is consumed.</summary>
    internal static void Start(SafeFileHandle file, ByteRange range)
    {
        if (!FileSystemKind.IsInMemory(file))
        {
            _ = Kernel.SyncRange(file, range.Offset, range.Length, Native.SyncWrite);
        }
    }

    /// <summary>
    /// Waits until no page of a range is under write-back, without holding a thread. If <c>cachestat</c> does not answer, the caller's
    /// own wait does the work.
    /// </summary>
    internal static async Task UntilWrittenAsync(SafeFileHandle file, ByteRange range)
    {
        var poll = new Poll(file, range);
        while (poll.NextPause() is > 0 and var pause)
        {
            await Task.Delay(pause).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// Writes back while another exception is on its way to the user, and leaves a write-back error to the user's own <c>fsync</c>.
    /// </summary>
    /// <remarks>
    /// On overlayfs, and where <c>cachestat</c> or <c>sync_file_range</c> is missing, a descriptor of our own waits. The user's open
    /// file then still gets its report, but a file that the user opens later does not.
    /// </remarks>
    internal static void RunUnreported(SafeFileHandle file, ByteRange range)
    {
        if (FileSystemKind.SyncFileRangeReachesPages(file) && TryRunUnreported(file, range))
        {
            return;
        }

        using var own = Kernel.Reopen(file);
        if (own is null)
        {
            Start(file, range);
        }
        else
        {
            _ = Run(own, range, durable: false);
        }
    }

    internal static void ThrowIfDataAtRisk(SafeFileHandle file, ByteRange range, int error)
    {
        if (Errno.MeansDataAtRisk(error))
        {
            throw new IOException(
                $"Writing back '{Kernel.PathOf(file)}' from offset {range.Offset} failed: {Errno.Describe(error)}. Its data may not be on disk.",
                error);
        }
    }

    private static int RunNow(SafeFileHandle file, ByteRange range, bool durable)
    {
        if (!Kernel.IsSupported)
        {
            return durable ? Kernel.FlushToDisk(file) : Errno.NoSystemCall;
        }

        if (!durable && FileSystemKind.IsInMemory(file))
        {
            return 0;
        }

        if (durable)
        {
            // If no call can flush the file, durability is impossible, and the caller has to know.
            var failure = Kernel.SyncData(file);
            return failure == Errno.NoSystemCall ? Errno.NotPermitted : failure;
        }

        var error = FileSystemKind.SyncFileRangeReachesPages(file) ? Kernel.SyncRange(file, range.Offset, range.Length, SyncAndWait) : Errno.NoSystemCall;
        return error == Errno.NoSystemCall ? Kernel.SyncData(file) : error;
    }

    /// <summary>Returns false if no write-back can be started, or its end cannot be observed.</summary>
    private static bool TryRunUnreported(SafeFileHandle file, ByteRange range)
    {
        for (var start = 0; start < UnreportedStarts; start++)
        {
            Start(file, range);
            var poll = new Poll(file, range);
            while (poll.NextPause() is > 0 and var pause)
            {
                Thread.Sleep(pause);
            }

            if (poll.DirtyPages == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Checks whether the pages of a range have been written. The caller pauses between two looks.</summary>
    private struct Poll(SafeFileHandle file, ByteRange range)
    {
        private const int LongestPause = 16;
        private const int Looks = 4_000; // About a minute.

        private int _looks;
        private int _pause = 1;

        /// <summary>Pages that are dirty, but not under write-back, at the last look; −1 before the first, and where there is none.</summary>
        internal long DirtyPages { get; private set; } = -1;

        /// <summary>
        /// The milliseconds until the next check; 0 if no page is under write-back, <c>cachestat</c> does not answer, or other
        /// code keeps writing the range.
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
}
