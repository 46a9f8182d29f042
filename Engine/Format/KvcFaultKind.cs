namespace KvCache;

/// <summary>The part of a file that has a fault.</summary>
public enum KvcFaultKind
{
    /// <summary>The file's name or kind: it is not a regular file, or does not have a cache file's name.</summary>
    File,

    /// <summary>The 52 bytes of the header.</summary>
    Header,

    /// <summary>The file is shorter than its header promises.</summary>
    Length,

    /// <summary>The text: it does not match the file's name, or is not the beginning of the prompt.</summary>
    Text,

    /// <summary>The payload: the session cannot load it.</summary>
    Payload,

    /// <summary>The payload's number of tokens differs from the header's, so the file contradicts itself.</summary>
    TokenCount,

    /// <summary>The tool map after the payload.</summary>
    ToolMap,

    /// <summary>The title of an agent's session after the payload.</summary>
    Title,

    /// <summary>The file does not exist. It may have been removed since the name was read.</summary>
    Missing,

    /// <summary>
    /// The process has no permission to open the file, or the disk cannot read it. That may be temporary, so the next query reads the
    /// file again.
    /// </summary>
    Unreadable,

    /// <summary>
    /// A program that is newer than this one made the file: the version, the payload ABI, an extension flag, the model or the payload's
    /// layout is unknown. The file is not damaged, and this program never writes to it or removes it.
    /// </summary>
    Newer,
}
