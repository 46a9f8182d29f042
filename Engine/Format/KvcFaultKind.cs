namespace KvCache;

/// <summary>The part of a file that a fault is about.</summary>
public enum KvcFaultKind
{
    /// <summary>The file's name or kind: it is not a regular file of a cache file's name.</summary>
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
}
