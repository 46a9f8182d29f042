namespace IoPolicy;

/// <summary>Whether the kernel accepted a piece of advice.</summary>
public enum AdviceStatus
{
    /// <summary>No advice. This is the value of <c>default(AdviceOutcome)</c>; no method returns it.</summary>
    None,

    /// <summary>The kernel accepted the advice. It may have had no effect: see <see cref="PageCache.GetResidency(string, long, long)"/>.</summary>
    Issued,

    /// <summary>Not issued, because pages are kept (<see cref="PageCache.KeepPages"/>).</summary>
    Kept,

    /// <summary>The operating system or this kind of file does not support the advice, or a filter (seccomp) forbids the call.</summary>
    Unsupported,

    /// <summary>
    /// The kernel refused the advice, or <see cref="PageCache.Background"/> could not queue it. <see cref="AdviceOutcome.Errno"/> has the
    /// reason.
    /// </summary>
    Refused,

    /// <summary>Queued: <see cref="PageCache.Background"/> issues the advice later.</summary>
    Queued,
}
