namespace KvCache;

/// <summary>The part of a file that a fault is about.</summary>
public enum KvcFaultKind
{
    /// <summary>The file's name or kind: it is not a regular file, or not one of a cache file's name.</summary>
    File,

    /// <summary>The 52 bytes of the header.</summary>
    Header,

    /// <summary>The file is shorter than its header promises.</summary>
    Length,

    /// <summary>The text: not the one that the file is named by, or not the prompt's beginning.</summary>
    Text,

    /// <summary>The payload: not one that the session can take.</summary>
    Payload,

    /// <summary>The payload holds another number of tokens than the header says: the file contradicts itself.</summary>
    TokenCount,

    /// <summary>The tool map behind the payload.</summary>
    ToolMap,

    /// <summary>The title of an agent's session behind the payload.</summary>
    Title,

    /// <summary>There is no file of that name. It may have been removed since the name was read.</summary>
    Missing,

    /// <summary>
    /// The file may not be opened, or the disk cannot read it. That may pass, so the file is examined again at the next
    /// look.
    /// </summary>
    Unreadable,

    /// <summary>
    /// A program that is newer than this one made the file: the version, the payload ABI or the payload's layout is
    /// unknown. The file is not damaged, and this program never writes to it or removes it.
    /// </summary>
    Newer,
}
