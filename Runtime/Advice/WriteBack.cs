using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Writes the pages of a range back, with or without a wait that consumes the write-back error.</summary>
/// <remarks>
/// The kernel reports a write-back error once to each open file. It reports the error to a file that is opened later only if no open file
/// has received the report before (<c>errseq_sample</c>). Each system call that waits for write-back consumes the report. <c>cachestat</c>
/// does not: it only counts the pages that are dirty or under write-back.
/// </remarks>
internal static class WriteBack
{
    private const uint SyncAndWait = Native.SyncWaitBefore | Native.SyncWrite | Native.SyncWaitAfter;

    /// <summary>
    /// The most starts of a write-back without a wait. One start may not be enough, because the kernel skips a page that is written again
    /// while it is under write-back.
    /// </summary>
    private const int MaxUnreportedStarts = 3;

    /// <summary>Writes back and waits. Returns the error number. The caller must report an error that means data at risk.</summary>
    internal static int Run(SafeFileHandle file, ByteRange range, bool durable)
    {
        var begin = AdviceReport.BeginWriteBack();
        var error = RunNow(file, range, durable);
        AdviceReport.EndWriteBack(begin);
        return error;
    }

    /// <summary>Starts the write-back of a range and does not wait, so it consumes no write-back error.</summary>
    internal static void Start(SafeFileHandle file, ByteRange range)
    {
        if (!FileSystemKind.IsInMemory(file))
        {
            _ = Kernel.SyncRange(file, range.Offset, range.Length, Native.SyncWrite);
        }
    }

    /// <summary>
    /// Waits until no page of a range is under write-back, without holding a thread. If <c>cachestat</c> fails, returns at once, and the
    /// caller's own wait takes longer.
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
    /// Writes back after the method has thrown an exception, and leaves a write-back error to the user's own <c>fsync</c>.
    /// </summary>
    /// <remarks>
    /// On overlayfs, where <c>cachestat</c> or <c>sync_file_range</c> is missing, and if other code keeps the range dirty, this method waits on
    /// a separate descriptor. The user's open file then still gets the report, but a file that the user opens later does not.
    /// </remarks>
    internal static void RunUnreported(SafeFileHandle file, ByteRange range)
    {
        if (FileSystemKind.SyncFileRangeReachesPages(file) && TryRunUnreported(file, range))
        {
            return;
        }

        using var separate = Kernel.Reopen(file);
        if (separate is null)
        {
            Start(file, range);
        }
        else
        {
            _ = Run(separate, range, durable: false);
        }
    }

    /// <summary>Throws if the error number of a write-back means that data may not be on disk.</summary>
    /// <exception cref="IOException">The data of the file is at risk.</exception>
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

    /// <summary>Writes back without consuming an error. Returns false if dirty pages are left, or <c>cachestat</c> fails.</summary>
    private static bool TryRunUnreported(SafeFileHandle file, ByteRange range)
    {
        for (var start = 0; start < MaxUnreportedStarts; start++)
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

    /// <summary>Checks whether the pages of a range have been written. The caller pauses between two checks.</summary>
    private struct Poll(SafeFileHandle file, ByteRange range)
    {
        private const int LongestPause = 16;
        private const int MaxChecks = 4_000; // About a minute.

        private int _checks;
        private int _pause = 1;

        /// <summary>The pages that were dirty, but not under write-back, at the last check; −1 if no check has succeeded.</summary>
        internal long DirtyPages { get; private set; } = -1;

        /// <summary>
        /// Checks, and returns the milliseconds until the next check; 0 if no page is under write-back, <c>cachestat</c> fails, or other code
        /// keeps writing the range.
        /// </summary>
        internal int NextPause()
        {
            if (_checks++ == MaxChecks || Kernel.CacheStatus(file, range.Offset, range.Length, out var pages) != 0)
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
