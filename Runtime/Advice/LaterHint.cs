using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Hands the hint that is due when a method is left to <see cref="PageCache.Background"/>.</summary>
internal static class LaterHint
{
    /// <summary>Settles the range now, while the position is known, and leaves the rest to the background.</summary>
    /// <param name="request">The call.</param>
    /// <param name="own">A descriptor of the hint's own, which this takes over.</param>
    /// <param name="threw">Whether the body threw: then nothing is thrown from here.</param>
    /// <exception cref="IOException">The background had no room, and the write-back failed.</exception>
    internal static HintOutcome Give(in HintRequest request, SafeFileHandle own, bool threw)
    {
        var queued = false;
        try
        {
            if (request.Policy.KeepsPages)
            {
                return HintOutcome.Kept;
            }

            if ((HintExtent.Of(request, threw, out var range) ?? HeaderAlone(request, own)) is { } reason)
            {
                return reason;
            }

            var hint = new QueuedHint(own, range, request.Writes, request.Policy, request.Spared);
            queued = BackgroundAdvice.Shared.TryQueue(hint);
            return queued ? HintOutcome.Queued : GiveNow(hint, threw);
        }
        finally
        {
            if (!queued)
            {
                own.Dispose();
            }
        }
    }

    /// <summary>No position tells how far the body read, of a handle, a path, or a file that the body closed.</summary>
    private static HintOutcome? HeaderAlone(in HintRequest request, SafeFileHandle own) =>
        !request.Writes && (request.File is null || !UnderlyingFile.IsOpen(request.File)) && HintExtent.HasHeaderAlone(own)
            ? HintOutcome.HeaderOnly
            : null;

    private static HintOutcome GiveNow(QueuedHint hint, bool threw)
    {
        try
        {
            var outcome = hint.Give(hint.Range);
            HintReport.TellRange(hint.Policy!, outcome, hint.File, hint.Range, hint.Spared);
            return HintReport.OutcomeOf(outcome);
        }
        catch (IOException) when (threw)
        {
            // The body's own exception stays the one; the user's file still holds the error for its own fsync.
            return HintOutcome.Refused;
        }
    }
}
