namespace IoPolicy;

/// <summary>The source of a residency figure.</summary>
public enum ResidencySource
{
    /// <summary>
    /// No source is reliable, so the figures are unknown. This is the case on a system other than 64-bit Linux, on FUSE, and for a file that
    /// the caller neither owns nor may write (<c>cachestat</c> refuses it, and <c>mincore</c> reports every page as cached).
    /// </summary>
    Unknown,

    /// <summary><c>cachestat(2)</c>, Linux 6.5 and later.</summary>
    CacheStat,

    /// <summary><c>mincore(2)</c> on a mapping of the file. It shows which pages are cached, but not whether they are dirty.</summary>
    MinCore,
}
