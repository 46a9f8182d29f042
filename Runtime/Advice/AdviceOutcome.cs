namespace IoPolicy;

/// <summary>The outcome of one piece of advice. Advice that fails never fails the caller's own I/O. Immutable.</summary>
public readonly record struct AdviceOutcome
{
    internal AdviceOutcome(AdviceStatus status, int errno = 0)
    {
        Status = status;
        Errno = errno;
    }

    /// <summary>Whether the kernel accepted the advice, and the reason if it did not.</summary>
    public AdviceStatus Status { get; }

    /// <summary>
    /// The error number of the kernel. Also <c>ENOSYS</c> on a system without advice, and <c>EAGAIN</c> or <c>EACCES</c> if
    /// <see cref="PageCache.Background"/> could not queue the advice. Otherwise 0.
    /// </summary>
    public int Errno { get; }

    /// <summary>The pages that were dirty or under write-back before the advice. Counted only under <c>IOPOLICY_VERIFY</c>.</summary>
    internal long UncleanPages { get; init; }

    internal static AdviceOutcome Issued => new(AdviceStatus.Issued);

    /// <summary>The outcome of a drop on tmpfs: the page cache is the file, so the kernel is not called.</summary>
    internal static AdviceOutcome InMemory => new(AdviceStatus.Unsupported);

    /// <summary>Whether the advice is unsupported because the file system keeps its files only in the page cache.</summary>
    /// <remarks>Derived, because a field would make the structure larger than the 16 bytes that are passed in registers.</remarks>
    internal bool IsInMemory => Status == AdviceStatus.Unsupported && Errno == 0;

    internal static AdviceOutcome From(int errno) => errno switch
    {
        0 => Issued,
        _ when Interop.Errno.MeansUnsupported(errno) => new AdviceOutcome(AdviceStatus.Unsupported, errno),
        _ => new AdviceOutcome(AdviceStatus.Refused, errno),
    };

    /// <summary>Compares what the caller sees; the count of unclean pages is not part of it.</summary>
    public bool Equals(AdviceOutcome other) => Status == other.Status && Errno == other.Errno;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Status, Errno);
}
