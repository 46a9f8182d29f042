namespace IoPolicy;

/// <summary>Whether the kernel took a hint.</summary>
public enum AdviceStatus
{
    /// <summary>The kernel took it. Whether it had an effect is for <c>Residency</c> to say.</summary>
    Issued,

    /// <summary>Not given: pages are being kept (<see cref="PageCache.KeepPages"/>).</summary>
    Kept,

    /// <summary>This operating system, or this kind of file, has no such hint.</summary>
    Unsupported,

    /// <summary>The kernel refused; <see cref="AdviceOutcome.Errno"/> says why.</summary>
    Refused,

    /// <summary>Handed to <see cref="PageCache.Background"/>, which will give it.</summary>
    Queued,
}
