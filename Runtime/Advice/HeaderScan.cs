using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>
/// Turns readahead off while a method reads a header, and on again afterwards. With <c>POSIX_FADV_RANDOM</c> on the open file, the read
/// of a small header loads one page instead of four.
/// </summary>
/// <remarks>
/// Readahead is a setting of the open file, so no readahead is turned off if the policy's file is a path. The kernel does not report
/// the earlier access pattern, so <see cref="End"/> sets <see cref="AccessPattern.Normal"/>.
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

    /// <summary>Turns readahead on again. Does nothing if the file is closed.</summary>
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
                // Another thread has closed the file, so there is no readahead to restore.
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
            // SafeFileHandle flushes the stream's buffer. If the file was also written, that flush can fail. The method's next flush reports it.
            return e is IOException ? AdviceResult.Refused : AdviceResult.Closed;
        }
    }
}
