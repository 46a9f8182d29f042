namespace IoPolicy;

/// <summary>Whether the kernel accepted a piece of advice.</summary>
public enum AdviceStatus
{
    /// <summary>No advice. The value of <c>default(AdviceOutcome)</c>; no method returns it.</summary>
    None,

    /// <summary>The kernel accepted the advice. It may have had no effect: see <see cref="PageCache.GetResidency(string, long, long)"/>.</summary>
    Issued,

    /// <summary>Not issued, because pages are kept (<see cref="PageCache.KeepPages"/>).</summary>
    Kept,

    /// <summary>This operating system, process or kind of file has no such advice.</summary>
    Unsupported,

    /// <summary>The kernel refused the advice; <see cref="AdviceOutcome.Errno"/> has the reason.</summary>
    Refused,

    /// <summary>Queued: <see cref="PageCache.Background"/> issues the advice later.</summary>
    Queued,
}
