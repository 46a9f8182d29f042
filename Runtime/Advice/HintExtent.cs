using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>How much of a file a call's hint is about, by what the call moved.</summary>
internal static class HintExtent
{
    /// <summary>
    /// A call that moved fewer bytes, and did not reach the end of the file, is header-only: the next lookup reads the same
    /// header. The analyzers have the same constant (<c>HeaderThreshold.PayloadBytes</c>).
    /// </summary>
    internal const long PayloadBytes = 64 << 10;

    /// <summary>The most pages that <c>mincore</c> goes through for the user's call: a quarter of a second.</summary>
    private const long MostScanned = 1 << 20;

    /// <summary>
    /// Whether no more than a header of a larger file is cached. A handle or a path has no position that tells how far
    /// the body read, but this tells as much: there is no payload to drop, and the header is worth its pages.
    /// </summary>
    internal static bool HasHeaderAlone(SafeFileHandle file) =>
        ResidencyReader.Read(file, HintRange.WholeFile, MostScanned) is { CachedPages: > 0 and var cached } residency
        && cached * residency.PageSize <= PayloadBytes // A header of one byte less has as many pages.
        && residency.FilePages * residency.PageSize > PayloadBytes;

    /// <summary>Settles the range that a call's hint is about; or the reason why there is to be no hint.</summary>
    internal static HintOutcome? Of(in HintRequest request, bool threw, out HintRange range) =>
        OfAccess(request, threw, out range) ?? (request.Policy.KeepTailBytes == 0 ? null : ExcludeTail(request, ref range));

    /// <summary>Ends the range before the tail that stays cached.</summary>
    private static HintOutcome? ExcludeTail(in HintRequest request, ref HintRange range)
    {
        var end = Math.Min(range.End, request.FileLength - request.Policy.KeepTailBytes);
        if (end <= range.Offset)
        {
            return HintOutcome.Kept;
        }

        range = HintRange.From(range.Offset, end - range.Offset);
        return null;
    }

    private static HintOutcome? OfAccess(in HintRequest request, bool threw, out HintRange range)
    {
        range = default;
        if (request.Spared is { IsKnown: false })
        {
            return HintOutcome.Unmeasured;
        }

        var touchedAlone = request.Policy.AccessedRangeOnly;
        if (!request.TryGetTouched(out var moved, out var start, out var end))
        {
            // A body that threw before it moved has most likely moved nothing by another way either.
            return threw && moved == 0 ? HintOutcome.HeaderOnly
                : touchedAlone ? HintOutcome.NoPosition
                : null;
        }

        if (moved >= PayloadBytes && !touchedAlone)
        {
            return null; // The file's length, a system call, is not asked for in vain.
        }

        var reachesEnd = end >= request.FileLength;
        if (moved < PayloadBytes && !reachesEnd)
        {
            return HintOutcome.HeaderOnly;
        }

        if (touchedAlone)
        {
            // From the page that it begins in, since only whole pages go; the page that it ends in goes only where the
            // file ends there too.
            start -= start % Kernel.PageSize;
            range = HintRange.From(start, reachesEnd ? 0 : end - start);
        }

        return null;
    }
}
