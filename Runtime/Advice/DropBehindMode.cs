namespace IoPolicy;

/// <summary>How the bytes of a file are kept out of the page cache.</summary>
public enum DropBehindMode
{
    /// <summary>The windows behind the position are written back and dropped.</summary>
    Windowed,

    /// <summary>
    /// Large reads and writes are uncached buffered I/O (<c>RWF_DONTCACHE</c>, Linux 6.14): the kernel drops each page as
    /// soon as it is copied out or written back. File systems without it, and writes on which it has no effect
    /// (blocks that are overwritten in place), get windows.
    /// </summary>
    Uncached,
}
