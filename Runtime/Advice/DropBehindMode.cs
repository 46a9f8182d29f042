namespace IoPolicy;

/// <summary>How a <see cref="DropBehindStream"/> keeps its bytes from staying in the page cache.</summary>
public enum DropBehindMode
{
    /// <summary>Windows behind the position are written back and dropped.</summary>
    Windows,

    /// <summary>
    /// Large reads and writes are uncached buffered I/O (<c>RWF_DONTCACHE</c>, Linux 6.14): the kernel drops each page as
    /// soon as it is copied out or written back. File systems without it, and writes on which it has no effect
    /// (blocks that are overwritten in place), get windows.
    /// </summary>
    Uncached,
}
