using IoPolicy.Measuring;
using Microsoft.Win32.SafeHandles;

namespace IoPolicy.Advice;

/// <summary>Advice that <see cref="PageCache.Background"/> issues later.</summary>
/// <param name="File">A separate descriptor for the advice.</param>
/// <param name="Range">The bytes to advise.</param>
/// <param name="WritesBack">Whether write-back comes first.</param>
/// <param name="Policy">The policy; null for advice that the user queued.</param>
/// <param name="Preserved">The pages that stay; null if none do.</param>
internal readonly record struct QueuedAdvice(SafeFileHandle File, ByteRange Range, bool WritesBack, PolicyTerms? Policy = null, ResidencyMap? Preserved = null)
{
    /// <summary>Whether the caller's file was open for writing. If so, <c>EROFS</c> from a write-back means that data was lost.</summary>
    internal bool IsWritten { get; init; } = WritesBack;

    /// <summary>The length of a small file that is queued without <c>Background = true</c>; otherwise 0.</summary>
    internal long SmallFileBytes { get; init; }

    private bool KeepsPages => Policy?.KeepsPages ?? KeepPagesSwitch.IsOn;

    /// <summary>Queues the advice of a call, or issues it at once if the queue is full. Computes the range while the position is known.</summary>
    /// <param name="request">The call.</param>
    /// <param name="ownDescriptor">A separate descriptor for the advice. This method closes it, or passes it to the queue.</param>
    /// <param name="threw">Whether the method threw. If so, this method throws nothing.</param>
    /// <exception cref="IOException">The queue was full, and the write-back failed.</exception>
    internal static AdviceResult Enqueue(in AdviceRequest request, SafeFileHandle ownDescriptor, bool threw)
    {
        var queued = false;
        try
        {
            if (request.Policy.KeepsPages)
            {
                return AdviceResult.Kept;
            }

            if ((request.GetRange(threw, out var range) ?? HeaderOnlyOrNull(request, ownDescriptor)) is { } reason)
            {
                return reason;
            }

            var advice = new QueuedAdvice(ownDescriptor, range, request.Writes, request.Policy, request.Preserved) { SmallFileBytes = request.SmallFileBytes };
            queued = BackgroundAdvice.Shared.TryQueue(advice);
            return queued ? AdviceResult.Queued : IssueNow(advice, threw);
        }
        finally
        {
            if (!queued)
            {
                ownDescriptor.Dispose();
            }
        }
    }

    /// <summary>Starts the write-back that <see cref="Issue"/> waits for, without consuming a write-back error.</summary>
    internal void Start()
    {
        if (WritesBack && !KeepsPages)
        {
            WriteBack.Start(File, Range);
        }
    }

    /// <summary>Issues the advice for a part of its range.</summary>
    /// <exception cref="IOException">The write-back failed.</exception>
    internal AdviceOutcome Issue(ByteRange part) => WritesBack
        ? Drops.WriteBackAndIssue(File, part, durable: false, KeepsPages, Preserved, IsWritten)
        : Drops.IssueAround(Preserved, File, part, KeepsPages);

    /// <summary>Reports the outcome.</summary>
    internal void Report(AdviceOutcome outcome)
    {
        if (Policy is null)
        {
            AdviceReport.Direct("PageCache.Background", outcome, File, Range, drops: true);
            return;
        }

        AdviceReport.Result(Policy, AdviceReport.ResultOf(outcome));
        AdviceReport.Issued(Policy, outcome, File, Range, Preserved);
    }

    /// <summary>
    /// Returns <see cref="AdviceResult.HeaderOnly"/> for a read whose position is unknown (a handle, a path or a closed file) if only a
    /// header is cached; otherwise null.
    /// </summary>
    private static AdviceResult? HeaderOnlyOrNull(in AdviceRequest request, SafeFileHandle ownDescriptor) =>
        !request.Writes
        && !request.HasMoved
        && (request.Target.File is not { } file || !UnderlyingFile.IsOpen(file))
        && AdviceRequest.HasOnlyHeaderCached(ownDescriptor)
            ? AdviceResult.HeaderOnly
            : null;

    private static AdviceResult IssueNow(QueuedAdvice advice, bool threw)
    {
        try
        {
            var outcome = advice.Issue(advice.Range);
            AdviceReport.Issued(advice.Policy!, outcome, advice.File, advice.Range, advice.Preserved);
            return AdviceReport.ResultOf(outcome);
        }
        catch (IOException) when (threw)
        {
            // The caller gets the exception of the method. The kernel still reports this error to an fsync of the caller's own file.
            return AdviceResult.Refused;
        }
    }
}
