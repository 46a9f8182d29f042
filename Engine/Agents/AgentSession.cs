namespace KvCache;

/// <summary>An agent's session in a file. Immutable.</summary>
/// <param name="Entry">The file.</param>
/// <param name="Title">The title, as bytes. For an untitled session, a title made from its first user turn.</param>
/// <param name="IsTitled">Whether the file contains the title and is named by it; otherwise it is named by its text.</param>
/// <param name="CreatedAt">The creation time in seconds since 1970.</param>
public sealed record AgentSession(KvcEntry Entry, ReadOnlyMemory<byte> Title, bool IsTitled, ulong CreatedAt)
{
    /// <summary>Whether the file has no payload, so that the caller must prefill its text.</summary>
    public bool IsStripped => Entry.Header.IsStripped;
}

/// <summary>A line in the list of an agent's sessions. Immutable.</summary>
/// <param name="Entry">The file.</param>
/// <param name="Title">The title, as bytes, cut to the list's width.</param>
/// <param name="IsReadable">Whether the title could be read. If not, the title is "(unreadable session)".</param>
public sealed record AgentListItem(KvcEntry Entry, ReadOnlyMemory<byte> Title, bool IsReadable);

/// <summary>The outcome of a search for a session by the beginning of its name.</summary>
public enum AgentFindOutcome
{
    /// <summary>Exactly one file.</summary>
    Found,

    /// <summary>The prefix is not 1 to 40 hexadecimal digits.</summary>
    InvalidPrefix,

    /// <summary>No file of the model.</summary>
    NotFound,

    /// <summary>More than one file. A name in upper case and the same name in lower case are two files.</summary>
    Ambiguous,
}

/// <summary>The result of a search, and of the work on the file that it found. Immutable.</summary>
/// <param name="Outcome">The outcome of the search.</param>
/// <param name="Session">The session; null unless one file was found.</param>
public sealed record AgentResult(AgentFindOutcome Outcome, AgentSession? Session)
{
    /// <summary>The text of a loaded session. If the session is stripped, the caller must prefill the text.</summary>
    public ReadOnlyMemory<byte> Text { get; init; }
}

/// <summary>A session to save. Immutable; the payload is read on the thread of the save.</summary>
public sealed record AgentSaveRequest
{
    /// <summary>The whole text.</summary>
    public required ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The tokens of the text and of the payload.</summary>
    public required uint Tokens { get; init; }

    /// <summary>The live session. Its payload ABI is <see cref="KvcHeader.CurrentPayloadAbi"/>.</summary>
    public required KvSession Session { get; init; }

    /// <summary>The payload, read to its end.</summary>
    public required Stream Payload { get; init; }

    /// <summary>The payload's length in bytes.</summary>
    public required ulong PayloadBytes { get; init; }

    /// <summary>
    /// The session that this session continues; null for a new session. The save keeps the title and the creation time of the
    /// previous session. It removes the previous file if the file is untitled, because the new file has another name.
    /// </summary>
    public AgentSession? Previous { get; init; }

    /// <summary>The title of a new session; null for a title made from the first user turn.</summary>
    public ReadOnlyMemory<byte>? Title { get; init; }

    /// <summary>The creation time of a new session, in seconds since 1970; 0 for now.</summary>
    public ulong CreatedAt { get; init; }

    /// <summary>
    /// Whether the user has taken part in the session. The default is true. If false, the session has only the system prompt, and
    /// the save ends with <see cref="StoreOutcome.NothingToSave"/>.
    /// </summary>
    public bool HasUserActivity { get; init; } = true;
}
