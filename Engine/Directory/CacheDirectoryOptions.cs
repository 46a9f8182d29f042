namespace KvCache;

/// <summary>How a cache directory is kept. Immutable.</summary>
public sealed record CacheDirectoryOptions
{
    /// <summary>The bytes that all files together may have: ds4's 4 GiB by default. 0: no limit.</summary>
    public ulong BudgetBytes { get; init; } = 4096UL << 20;

    /// <summary>
    /// The generation of files whose budget <see cref="CacheDirectory.Open"/> and <see cref="CacheDirectory.Evict"/> keep:
    /// <see cref="KvcHeader.CurrentPayloadAbi"/> by default, or <see cref="KvcHeader.OldPayloadAbi"/>. A store keeps the
    /// budget of its session's generation. Files of the other generation are neither counted nor removed, as in ds4.
    /// </summary>
    public byte PayloadAbi { get; init; } = KvcHeader.CurrentPayloadAbi;

    /// <summary>Whether a file of other quantisation than the session's is passed over.</summary>
    public bool RejectDifferentQuant { get; init; }

    /// <summary>Which checkpoints are worth a file.</summary>
    public StorePolicy Policy { get; init; } = new();

    /// <summary>What the payloads are.</summary>
    public PayloadChecks Checks { get; init; }

    /// <summary>
    /// How long the temporary of another program must have been left alone, and its process be gone, to be swept.
    /// Our own temporaries need no wait: their writers hold a lock.
    /// </summary>
    public TimeSpan ForeignTemporaryAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long an operation waits for the directory's lock, which others hold for moments only, before it fails;
    /// <see cref="Timeout.InfiniteTimeSpan"/>: for ever. 30 seconds by default.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The time is negative and not <see cref="Timeout.InfiniteTimeSpan"/>, or longer than 2^31-1 milliseconds (24 days).
    /// </exception>
    public TimeSpan LockTimeout
    {
        get;
        init
        {
            if (value != Timeout.InfiniteTimeSpan)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
                ArgumentOutOfRangeException.ThrowIfGreaterThan(value, TimeSpan.FromMilliseconds(int.MaxValue));
            }

            field = value;
        }
    } = TimeSpan.FromSeconds(30);

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;
}
