using IoPolicy.Interop;
using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Hints;

/// <summary>
/// The time in which a header is read: the kernel does not read ahead (<c>POSIX_FADV_RANDOM</c> on this open file: one
/// page comes in for a small header, instead of four), and reads ahead again afterwards.
/// </summary>
/// <remarks>
/// Readahead belongs to the open file, so a path, which the body opens by itself, cannot be helped. The pattern that the
/// user may have set before cannot be asked for: afterwards it is <see cref="AccessPattern.Normal"/>.
/// </remarks>
internal readonly struct HeaderScan
{
    private readonly SafeFileHandle? _handle;
    private readonly HintOutcome _outcome;

    private HeaderScan(SafeFileHandle? handle, HintOutcome outcome)
    {
        _handle = handle;
        _outcome = outcome;
    }

    internal static HeaderScan Begin(in HintRequest request)
    {
        if (request.File is { } file && !UnderlyingFile.IsOpen(file))
        {
            return new HeaderScan(null, HintOutcome.Closed);
        }

        try
        {
            return (request.File is { CanSeek: true } seekable ? seekable.SafeFileHandle : request.Handle) is { } handle
                ? new HeaderScan(handle, Advise(handle, Native.AdviceRandom))
                : new HeaderScan(null, request.File is null ? HintOutcome.NoFile : HintOutcome.Unsupported);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The buffer of a file that is written as well did not flush: the body's own next flush says so.
            return new HeaderScan(null, e is IOException ? HintOutcome.Refused : HintOutcome.Closed);
        }
    }

    internal void End(PolicyTerms policy)
    {
        HintReport.Tell(policy, _outcome);
        if (_handle is { IsClosed: false } && _outcome == HintOutcome.Issued)
        {
            try
            {
                _ = Advise(_handle, Native.AdviceNormal);
            }
            catch (ObjectDisposedException)
            {
                // Closed by another thread meanwhile; there is no readahead to restore.
            }
        }
    }

    private static HintOutcome Advise(SafeFileHandle handle, int advice) =>
        HintReport.OutcomeOf(AdviceOutcome.Of(Kernel.Advise(handle, 0, 0, advice)));
}
