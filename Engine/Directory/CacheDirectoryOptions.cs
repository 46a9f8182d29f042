namespace KvCache;

/// <summary>The options of a cache directory. Immutable.</summary>
public sealed record CacheDirectoryOptions
{
    /// <summary>
    /// The budget: the maximum total length of the files of one generation, in bytes. The default is 4 GiB, as in ds4. 0 means no limit.
    /// </summary>
    public ulong BudgetBytes { get; init; } = 4096UL << 20;

    /// <summary>
    /// The payload ABI (<em>generation</em>) of the files that <see cref="CacheDirectory.Open"/> and <see cref="CacheDirectory.Evict"/>
    /// count and remove: <see cref="KvcHeader.CurrentPayloadAbi"/> by default, or <see cref="KvcHeader.OldPayloadAbi"/>. A store counts
    /// and removes files of its session's generation. Files of the other generation are neither counted nor removed, as in ds4.
    /// </summary>
    public byte PayloadAbi { get; init; } = KvcHeader.CurrentPayloadAbi;

    /// <summary>Whether the directory skips files with another quantization than the session's.</summary>
    public bool RejectDifferentQuant { get; init; }

    /// <summary>The rules that decide which checkpoints are stored.</summary>
    public StorePolicy Policy { get; init; } = new();

    /// <summary>The checks of the payloads.</summary>
    public PayloadChecks Checks { get; init; }

    /// <summary>
    /// The age after which another program's temporary file is removed, if its process is gone. The default is 10 minutes. IoPolicy's own temporary files
    /// need no age, because their writers hold a lock.
    /// </summary>
    public TimeSpan ForeignTemporaryAge { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// How long an operation waits for the directory's lock before it fails. The engine holds the lock only for
    /// moments. The default is 30 seconds. <see cref="Timeout.InfiniteTimeSpan"/> means no limit.
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
