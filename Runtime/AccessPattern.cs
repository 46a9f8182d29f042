namespace IoPolicy;

/// <summary>The expected order of reads, as in <c>posix_fadvise(2)</c>.</summary>
public enum AccessPattern
{
    /// <summary>No special pattern: the kernel's default readahead (<c>POSIX_FADV_NORMAL</c>).</summary>
    Normal,

    /// <summary>From start to end: readahead is doubled (<c>POSIX_FADV_SEQUENTIAL</c>).</summary>
    Sequential,

    /// <summary>At random places: no readahead (<c>POSIX_FADV_RANDOM</c>).</summary>
    Random,
}
