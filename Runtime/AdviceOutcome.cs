namespace IoPolicy;

/// <summary>What became of a hint. A hint that did not work never fails the caller's own I/O.</summary>
public readonly record struct AdviceOutcome
{
    internal AdviceOutcome(AdviceStatus status, int errno = 0)
    {
        Status = status;
        Errno = errno;
    }

    /// <summary>Whether the kernel took the hint, and if not, why.</summary>
    public AdviceStatus Status { get; }

    /// <summary>The error number the kernel answered with; 0 unless <see cref="Status"/> is <see cref="AdviceStatus.Refused"/>.</summary>
    public int Errno { get; }
}
