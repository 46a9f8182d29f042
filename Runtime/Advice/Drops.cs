using System.Runtime.CompilerServices;
using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>
/// Drops pages, with or without a write-back, for the public methods, the policy scopes and the windows. Checks no arguments. The callers
/// report the outcome.
/// </summary>
internal static class Drops
{
    /// <summary>Drops clean pages, unless <paramref name="keep"/> is true.</summary>
    internal static AdviceOutcome Issue(SafeFileHandle file, ByteRange range, bool keep)
    {
        if (keep)
        {
            return new AdviceOutcome(AdviceStatus.Kept);
        }

        return Verification.IsOn ? IssueMeasured(file, range) : IssueNow(file, range);
    }

    private static AdviceOutcome IssueNow(SafeFileHandle file, ByteRange range) =>
        FileSystemKind.IsInMemory(file)
            ? AdviceOutcome.InMemory
            : AdviceOutcome.From(Kernel.Advise(file, range.Offset, range.Length, Native.AdviceDontNeed));

    private static AdviceOutcome IssueMeasured(SafeFileHandle file, ByteRange range)
    {
        var before = AdviceReport.Measure(file, range);
        var outcome = IssueNow(file, range);
        AdviceReport.Dropped(before, AdviceReport.Measure(file, range));
        return outcome with { UncleanPages = before.DirtyPages + before.WriteBackPages ?? 0 };
    }

    /// <summary>Drops clean pages, except the preserved pages.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)] // Most calls preserve no pages. For them, only a null check is added to Issue.
    internal static AdviceOutcome IssueAround(ResidencyMap? preserved, SafeFileHandle file, ByteRange range, bool keep) =>
        preserved is null || keep ? Issue(file, range, keep) : IssueBetween(preserved, file, range);

    /// <summary>Issues one call for each run of pages that were not cached.</summary>
    private static AdviceOutcome IssueBetween(ResidencyMap preserved, SafeFileHandle file, ByteRange range)
    {
        var outcome = AdviceOutcome.Issued;
        var offset = range.Offset;
        while (outcome.Status == AdviceStatus.Issued && preserved.NextUncached(ref offset, range.End, out var bytes))
        {
            var part = ByteRange.From(offset, bytes);
            var unclean = outcome.UncleanPages;
            outcome = Issue(file, part, keep: false);
            outcome = outcome with { UncleanPages = outcome.UncleanPages + unclean };
            offset = part.End;
        }

        return outcome;
    }

    /// <summary>Writes back, waits, and drops. If pages are kept, writes back only for durability.</summary>
    /// <param name="file">The open file.</param>
    /// <param name="range">The bytes.</param>
    /// <param name="durable">Whether <c>fdatasync</c> writes back.</param>
    /// <param name="keep">Whether pages are kept.</param>
    /// <param name="preserved">The pages that stay; null if none do.</param>
    /// <param name="isWritten">Whether the caller wrote the file; null if the access mode of the descriptor decides this.</param>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal static AdviceOutcome WriteBackAndIssue(
        SafeFileHandle file, ByteRange range, bool durable, bool keep, ResidencyMap? preserved = null, bool? isWritten = true) =>
        WriteBackAndIssue(file, range, durable, keep, preserved, isWritten, out _);

    /// <summary>Writes back, waits, and drops. Also returns the error number of the write-back: 0 if it succeeded or was not needed.</summary>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal static AdviceOutcome WriteBackAndIssue(
        SafeFileHandle file, ByteRange range, bool durable, bool keep, ResidencyMap? preserved, bool? isWritten, out int error)
    {
        error = keep && !durable ? 0 : WriteBack.Run(file, range, durable);
        if (error != Errno.ReadOnlyFileSystem || (isWritten ?? Kernel.IsOpenForWriting(file)))
        {
            WriteBack.ThrowIfDataAtRisk(file, range, error);
        }

        return error == 0 ? IssueAround(preserved, file, range, keep) : AdviceOutcome.From(error);
    }
}
