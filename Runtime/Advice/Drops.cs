using System.Runtime.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>The two drops, uncounted and unchecked: what the public calls, the scopes and the windows are made of.</summary>
internal static class Drops
{
    private const uint SyncAndWait = Native.SyncWaitBefore | Native.SyncWrite | Native.SyncWaitAfter;

    /// <summary>Drops clean pages.</summary>
    internal static AdviceOutcome Give(SafeFileHandle file, HintRange range, bool keep)
    {
        if (keep)
        {
            return new AdviceOutcome(AdviceStatus.Kept);
        }

        return Verification.IsOn ? GiveMeasured(file, range) : GiveNow(file, range);
    }

    private static AdviceOutcome GiveNow(SafeFileHandle file, HintRange range) =>
        FileSystemKind.IsInMemory(file)
            ? AdviceOutcome.InMemory
            : AdviceOutcome.From(Kernel.Advise(file, range.Offset, range.Length, Native.AdviceDontNeed));

    private static AdviceOutcome GiveMeasured(SafeFileHandle file, HintRange range)
    {
        var before = HintReport.Measure(file, range);
        var outcome = GiveNow(file, range);
        HintReport.TellDropped(before, HintReport.Measure(file, range));
        return outcome with { UncleanPages = before.DirtyPages + before.WriteBackPages ?? 0 };
    }

    /// <summary>Drops clean pages, but for those that were cached when a map was taken.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Most calls spare none, and an outcome that is returned goes through memory.
    internal static AdviceOutcome GiveAround(ResidencyMap? spared, SafeFileHandle file, HintRange range, bool keep) =>
        spared is null || keep ? Give(file, range, keep) : GiveBetween(spared, file, range);

    /// <summary>One hint for each run of pages that were not cached.</summary>
    private static AdviceOutcome GiveBetween(ResidencyMap spared, SafeFileHandle file, HintRange range)
    {
        var outcome = AdviceOutcome.Issued;
        var offset = range.Offset;
        while (outcome.Status == AdviceStatus.Issued && spared.NextUncached(ref offset, range.End, out var bytes))
        {
            var part = HintRange.From(offset, bytes);
            var unclean = outcome.UncleanPages;
            outcome = Give(file, part, keep: false);
            outcome = outcome with { UncleanPages = outcome.UncleanPages + unclean };
            offset = part.End;
        }

        return outcome;
    }

    /// <summary>Writes back, waits, and drops. With pages kept, writes back only where durability was asked for.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="range">The bytes.</param>
    /// <param name="durable">Whether <c>fdatasync</c> writes back.</param>
    /// <param name="keep">Whether pages are kept.</param>
    /// <param name="spared">The pages that stay; null where none do.</param>
    /// <param name="isWritten">Whether the caller wrote the file; null if only the descriptor tells, by its access.</param>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal static AdviceOutcome WriteBackAndGive(
        SafeFileHandle file, HintRange range, bool durable, bool keep, ResidencyMap? spared = null, bool? isWritten = true)
    {
        var error = keep && !durable ? 0 : WriteBack(file, range, durable);
        if (error != Errno.ReadOnlyFileSystem || (isWritten ?? Kernel.IsOpenForWriting(file)))
        {
            ThrowIfDataAtRisk(file, range, error);
        }

        return error == 0 || keep ? GiveAround(spared, file, range, keep) : AdviceOutcome.From(error);
    }

    /// <summary>Writes back and waits. Returns the error number; one that means data at risk is the caller's to surface.</summary>
    internal static int WriteBack(SafeFileHandle file, HintRange range, bool durable)
    {
        var begin = HintReport.BeginWriteBack();
        var error = WriteBackNow(file, range, durable);
        HintReport.EndWriteBack(begin);
        return error;
    }

    private static int WriteBackNow(SafeFileHandle file, HintRange range, bool durable)
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

        var error = FileSystemKind.SyncFileRangeReachesPages(file) ? Kernel.SyncRange(file, range.Offset, range.Length, SyncAndWait) : Errno.NoSystemCall;
        return error == Errno.NoSystemCall ? Kernel.SyncData(file) : error;
    }

    /// <summary>
    /// Waits until no page of a range is under write-back, without holding a thread. Where <see cref="WriteBackPoll"/>
    /// cannot tell, the caller's own wait does the work.
    /// </summary>
    internal static async Task UntilWrittenAsync(SafeFileHandle file, HintRange range)
    {
        var poll = new WriteBackPoll(file, range);
        while (poll.NextPause() is > 0 and var pause)
        {
            await Task.Delay(pause).ConfigureAwait(false);
        }
    }

    /// <summary>Starts write-back of a range and waits for nothing, so that no write-back error is consumed.</summary>
    internal static void StartWriteBack(SafeFileHandle file, HintRange range)
    {
        if (!FileSystemKind.IsInMemory(file))
        {
            _ = Kernel.SyncRange(file, range.Offset, range.Length, Native.SyncWrite);
        }
    }

    internal static void ThrowIfDataAtRisk(SafeFileHandle file, HintRange range, int error)
    {
        if (Errno.MeansDataAtRisk(error))
        {
            throw new IOException(
                $"Writing back '{Kernel.PathOf(file)}' from offset {range.Offset} failed: {Errno.Describe(error)}. Its data may not be on disk.",
                error);
        }
    }
}
