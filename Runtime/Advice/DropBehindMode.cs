namespace IoPolicy;

/// <summary>How the bytes of a file are kept out of the page cache.</summary>
public enum DropBehindMode
{
    /// <summary>The pages that leave the window behind the position are written back if they were written, and dropped.</summary>
    Windowed,

    /// <summary>
    /// Reads and writes of 64 KiB and more are uncached buffered I/O (<c>RWF_DONTCACHE</c>, Linux 6.14): the kernel drops each page as
    /// soon as the page is copied out or written back. Windows are used instead if the kernel or the file system does not support uncached
    /// I/O, if the stream only wraps the file's stream, if <c>KeepTailBytes</c> is set, and from the first write that only overwrites existing
    /// bytes, because such pages stay cached.
    /// </summary>
    Uncached,
}
