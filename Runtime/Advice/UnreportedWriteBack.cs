using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>
/// Writes pages back while another exception is on its way to the user, and leaves a write-back error to the user's own
/// <c>fsync</c>.
/// </summary>
/// <remarks>
/// The kernel reports a write-back error once to each open file, and to a file that is opened later only if nobody has
/// seen the error before (<c>errseq_sample</c>). So no descriptor waits: <see cref="WriteBackPoll"/> reads no error.
/// On overlayfs, and where <c>cachestat</c> or <c>sync_file_range</c> is missing, a descriptor of our own waits: the user's
/// open file then still gets its report, but a file that the user opens later does not.
/// </remarks>
internal static class UnreportedWriteBack
{
    /// <summary>Write-back without a wait skips a page that is under write-back already, and was written again meanwhile.</summary>
    private const int Starts = 3;

    internal static void Run(SafeFileHandle file, ByteRange range)
    {
        if (!FileSystemKind.SyncFileRangeReachesPages(file) || !TryPoll(file, range))
        {
            Wait(file, range);
        }
    }

    /// <summary>False if no write-back can be started, or nothing tells when it ends.</summary>
    private static bool TryPoll(SafeFileHandle file, ByteRange range)
    {
        for (var start = 0; start < Starts; start++)
        {
            Drops.StartWriteBack(file, range);
            var poll = new WriteBackPoll(file, range);
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

    private static void Wait(SafeFileHandle file, ByteRange range)
    {
        using var own = Kernel.Reopen(file);
        if (own is null)
        {
            Drops.StartWriteBack(file, range);
        }
        else
        {
            _ = Drops.WriteBack(own, range, durable: false);
        }
    }
}
