using System.Runtime.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Hints;

/// <summary>The two drops, uncounted and unchecked: what the public calls, the scopes and the windows are made of.</summary>
internal static class Drops
{
    private const uint SyncAndWait = Native.SyncWaitBefore | Native.SyncWrite | Native.SyncWaitAfter;

    /// <summary>Drops clean pages.</summary>
    internal static AdviceOutcome Give(SafeFileHandle file, long offset, long length, bool keep)
    {
        if (keep)
        {
            return new AdviceOutcome(AdviceStatus.Kept);
        }

        return Verification.IsOn ? GiveMeasured(file, offset, length) : GiveNow(file, offset, length);
    }

    private static AdviceOutcome GiveNow(SafeFileHandle file, long offset, long length) =>
        FileSystemKind.IsInMemory(file)
            ? AdviceOutcome.InMemory
            : AdviceOutcome.Of(Kernel.Advise(file, offset, length, Native.AdviceDontNeed));

    private static AdviceOutcome GiveMeasured(SafeFileHandle file, long offset, long length)
    {
        var before = HintReport.Measure(file, offset, length);
        var outcome = GiveNow(file, offset, length);
        HintReport.TellDropped(before, HintReport.Measure(file, offset, length));
        return outcome with { UncleanPages = before.DirtyPages + before.WriteBackPages ?? 0 };
    }

    /// <summary>Drops clean pages, but for those that were cached when a map was taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Most calls spare none, and an outcome that is returned goes through memory.
    internal static AdviceOutcome GiveAround(ResidencyMap? spared, SafeFileHandle file, long offset, long length, bool keep) =>
        spared is null || keep ? Give(file, offset, length, keep) : GiveBetween(spared, file, offset, length);

    /// <summary>One hint for each run of pages that were not cached.</summary>
    private static AdviceOutcome GiveBetween(ResidencyMap spared, SafeFileHandle file, long offset, long length)
    {
        var outcome = default(AdviceOutcome);
        var end = length == 0 ? long.MaxValue : offset + length;
        while (outcome.Status == AdviceStatus.Issued && spared.NextUncached(ref offset, end, out var bytes))
        {
            var unclean = outcome.UncleanPages;
            outcome = Give(file, offset, bytes, keep: false);
            outcome = outcome with { UncleanPages = outcome.UncleanPages + unclean };
            offset = bytes == 0 ? end : offset + bytes;
        }

        return outcome;
    }

    /// <summary>Writes back, waits, and drops. With pages kept, writes back only where durability was asked for.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="offset">Where the range begins.</param>
    /// <param name="length">Its length; 0 reaches to the end of the file.</param>
    /// <param name="durable">Whether <c>fdatasync</c> writes back.</param>
    /// <param name="keep">Whether pages are kept.</param>
    /// <param name="spared">The pages that stay; null where none do.</param>
    /// <param name="isWritten">Whether the caller wrote the file; null if only the descriptor tells, by its access.</param>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal static AdviceOutcome WriteBackAndGive(
        SafeFileHandle file, long offset, long length, bool durable, bool keep, ResidencyMap? spared = null, bool? isWritten = true)
    {
        var error = keep && !durable ? 0 : WriteBack(file, offset, length, durable);
        if (error != Errno.ReadOnlyFileSystem || (isWritten ?? Kernel.IsOpenForWriting(file)))
        {
            ThrowIfDataAtRisk(file, offset, error);
        }

        return error == 0 || keep ? GiveAround(spared, file, offset, length, keep) : AdviceOutcome.Of(error);
    }

    /// <summary>Writes back and waits. Returns the error number; one that means data at risk is the caller's to surface.</summary>
    internal static int WriteBack(SafeFileHandle file, long offset, long length, bool durable)
    {
        var begin = HintReport.BeginWriteBack();
        var error = WriteBackNow(file, offset, length, durable);
        HintReport.EndWriteBack(begin);
        return error;
    }

    private static int WriteBackNow(SafeFileHandle file, long offset, long length, bool durable)
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
            // Where nothing can flush, the promise is broken, and the caller has to know.
            var failure = Kernel.SyncData(file);
            return failure == Errno.NoSystemCall ? Errno.NotPermitted : failure;
        }

        var error = FileSystemKind.SyncFileRangeReachesPages(file) ? Kernel.SyncRange(file, offset, length, SyncAndWait) : Errno.NoSystemCall;
        return error == Errno.NoSystemCall ? Kernel.SyncData(file) : error;
    }

    /// <summary>
    /// Waits until no page of a range is under write-back, without holding a thread. Where <see cref="WriteBackPoll"/>
    /// cannot tell, the caller's own wait does the work.
    /// </summary>
    internal static async Task UntilWrittenAsync(SafeFileHandle file, long offset, long length)
    {
        var poll = new WriteBackPoll(file, offset, length);
        while (poll.NextPause() is > 0 and var pause)
        {
            await Task.Delay(pause).ConfigureAwait(false);
        }
    }

    /// <summary>Starts write-back of a range and waits for nothing, so that no write-back error is consumed.</summary>
    internal static void StartWriteBack(SafeFileHandle file, long offset, long length)
    {
        if (!FileSystemKind.IsInMemory(file))
        {
            _ = Kernel.SyncRange(file, offset, length, Native.SyncWrite);
        }
    }

    internal static void ThrowIfDataAtRisk(SafeFileHandle file, long offset, int error)
    {
        if (Errno.MeansDataAtRisk(error))
        {
            throw new IOException(
                $"Writing back '{Kernel.PathOf(file)}' from offset {offset} failed: {Errno.Describe(error)}. Its data may not be on disk.",
                error);
        }
    }
}
