namespace IoPolicy.DropBehind;

/// <summary>How bytes moved between the caller and the file.</summary>
internal enum Transfer
{
    /// <summary>Read through the page cache.</summary>
    Read,

    /// <summary>Written into the page cache. The write-back must come before the drop.</summary>
    Write,

    /// <summary>Read by uncached I/O: the kernel has dropped the pages, or is about to.</summary>
    UncachedRead,

    /// <summary>Written by uncached I/O: the kernel writes back and drops by itself.</summary>
    UncachedWrite,
}
