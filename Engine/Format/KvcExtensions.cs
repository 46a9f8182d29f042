namespace KvCache;

/// <summary>The extension flags in byte 6 of a header: the optional parts of a KVC file, and the kind of its text.</summary>
[Flags]
public enum KvcExtensions : byte
{
    /// <summary>No optional part. The text is the text of the tokens.</summary>
    None = 0,

    /// <summary>A tool map follows the payload.</summary>
    ToolMap = 1,

    /// <summary>The text is the transcript of a client of the Responses API, which differs from the text of the tokens.</summary>
    ResponsesVisible = 2,

    /// <summary>The text omits the model's thinking, as the client's transcript does.</summary>
    ThinkingVisible = 4,

    /// <summary>The title of an agent's session follows the payload. ds4 writes it since May 2026.</summary>
    SessionTitle = 8,
}
