namespace IoPolicy;

/// <summary>What became of a hint. A hint that did not work never fails the caller's own I/O. Immutable.</summary>
public readonly record struct AdviceOutcome
{
    internal AdviceOutcome(AdviceStatus status, int errno = 0)
    {
        Status = status;
        Errno = errno;
    }

    /// <summary>Whether the kernel took the hint, and if not, why.</summary>
    public AdviceStatus Status { get; }

    /// <summary>The error number the kernel answered with; 0 where it took the hint, or was not asked.</summary>
    public int Errno { get; }

    /// <summary>Pages that were dirty or being written when the hint came; counted under <c>IOPOLICY_VERIFY</c> alone.</summary>
    internal long UncleanPages { get; init; }

    /// <summary>The outcome of a drop on tmpfs: the page cache is the file, so the kernel is not asked.</summary>
    internal static AdviceOutcome InMemory => new(AdviceStatus.Unsupported);

    /// <summary>Whether there is no such hint because the file system keeps its files in the page cache alone.</summary>
    /// <remarks>Told by what is there, since a structure of 16 bytes is passed in registers, and a larger one in memory.</remarks>
    internal bool IsInMemory => Status == AdviceStatus.Unsupported && Errno == 0;

    internal static AdviceOutcome Of(int errno) => errno switch
    {
        0 => default,
        _ when Interop.Errno.MeansUnsupported(errno) => new AdviceOutcome(AdviceStatus.Unsupported, errno),
        _ => new AdviceOutcome(AdviceStatus.Refused, errno),
    };
}
