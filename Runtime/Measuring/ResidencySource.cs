namespace IoPolicy;

/// <summary>Where a residency figure comes from.</summary>
public enum ResidencySource
{
    /// <summary>
    /// Nowhere: neither source can be believed for this file, so there is no figure. So it is for a file that the caller
    /// neither owns nor may write (<c>cachestat</c> refuses, <c>mincore</c> says that every page is resident), and on
    /// systems other than Linux.
    /// </summary>
    Unknown,

    /// <summary><c>cachestat(2)</c>, Linux 6.5 and later.</summary>
    CacheStat,

    /// <summary><c>mincore(2)</c> through a mapping: cached pages alone, nothing about their state.</summary>
    MinCore,
}
