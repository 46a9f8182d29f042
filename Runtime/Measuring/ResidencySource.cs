namespace IoPolicy;

/// <summary>The source of a residency figure.</summary>
public enum ResidencySource
{
    /// <summary>
    /// No source is reliable, so there is no figure. This is so for a file that the caller neither owns nor may write
    /// (<c>cachestat</c> refuses, and <c>mincore</c> reports every page as resident), and on other systems than Linux.
    /// </summary>
    Unknown,

    /// <summary><c>cachestat(2)</c>, Linux 6.5 and later.</summary>
    CacheStat,

    /// <summary><c>mincore(2)</c> through a mapping. It counts cached pages, and not their state.</summary>
    MinCore,
}
