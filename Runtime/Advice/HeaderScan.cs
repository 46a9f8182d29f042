using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>
/// Turns readahead off while a header is read (<c>POSIX_FADV_RANDOM</c> on this open file: a small header reads one page
/// instead of four), and on again afterwards.
/// </summary>
/// <remarks>
/// Readahead belongs to the open file, so a path, which the method opens itself, cannot be advised. The kernel does not report
/// the earlier pattern, so afterwards it is <see cref="AccessPattern.Normal"/>.
/// </remarks>
internal static class HeaderScan
{
    /// <summary>Turns readahead off, and reports the result.</summary>
    /// <returns>The handle for <see cref="End"/>; null if there is nothing to end.</returns>
    internal static SafeFileHandle? Begin(in AdviceRequest request)
    {
        var outcome = Begin(request, out var handle);
        AdviceReport.Result(request.Policy, outcome);
        return outcome == AdviceResult.Issued ? handle : null;
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
                // Closed by another thread, so there is no readahead to restore.
            }
        }
    }

    private static AdviceResult Begin(in AdviceRequest request, out SafeFileHandle? handle)
    {
        handle = null;
        if (request.Target.File is { } file && !UnderlyingFile.IsOpen(file))
        {
            return AdviceResult.Closed;
        }

        try
        {
            handle = request.Target.File is { CanSeek: true } seekable ? seekable.SafeFileHandle : request.Target.Handle;
            return handle is not null ? AdviceReport.ResultOf(AdviceOutcome.From(Kernel.Advise(handle, 0, 0, Native.AdviceRandom)))
                : request.Target.File is null ? AdviceResult.NoFile
                : AdviceResult.Unsupported;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The buffer of a file that is also written did not flush. The method's next flush reports that.
            return e is IOException ? AdviceResult.Refused : AdviceResult.Closed;
        }
    }
}
