using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>
/// The time in which a header is read: the kernel does not read ahead (<c>POSIX_FADV_RANDOM</c> on this open file: one
/// page comes in for a small header, instead of four), and reads ahead again afterwards.
/// </summary>
/// <remarks>
/// Readahead belongs to the open file, so a path, which the body opens by itself, cannot be helped. The pattern that the
/// user may have set before cannot be asked for: afterwards it is <see cref="AccessPattern.Normal"/>.
/// </remarks>
internal static class HeaderScan
{
    /// <summary>Begins it, and tells what became of the hint.</summary>
    /// <returns>The handle with which to <see cref="End"/> it; null where there is nothing to end.</returns>
    internal static SafeFileHandle? Begin(in HintRequest request)
    {
        var outcome = Begin(request, out var handle);
        HintReport.Tell(request.Policy, outcome);
        return outcome == HintOutcome.Issued ? handle : null;
    }

    internal static void End(SafeFileHandle handle)
    {
        if (!handle.IsClosed)
        {
            try
            {
                _ = Kernel.Advise(handle, 0, 0, Native.AdviceNormal);
            }
            catch (ObjectDisposedException)
            {
                // Closed by another thread meanwhile; there is no readahead to restore.
            }
        }
    }

    private static HintOutcome Begin(in HintRequest request, out SafeFileHandle? handle)
    {
        handle = null;
        if (request.File is { } file && !UnderlyingFile.IsOpen(file))
        {
            return HintOutcome.Closed;
        }

        try
        {
            handle = request.File is { CanSeek: true } seekable ? seekable.SafeFileHandle : request.Handle;
            return handle is not null ? HintReport.OutcomeOf(AdviceOutcome.From(Kernel.Advise(handle, 0, 0, Native.AdviceRandom)))
                : request.File is null ? HintOutcome.NoFile
                : HintOutcome.Unsupported;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The buffer of a file that is written as well did not flush: the body's own next flush says so.
            return e is IOException ? HintOutcome.Refused : HintOutcome.Closed;
        }
    }
}
