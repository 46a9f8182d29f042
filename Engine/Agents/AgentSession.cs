namespace KvCache;

/// <summary>An agent's session as a file has it. Immutable.</summary>
/// <param name="Entry">The file.</param>
/// <param name="Title">The title, as bytes. An untitled session has that of its first user turn.</param>
/// <param name="IsTitled">Whether the file has the title, and is named by it; otherwise it is named by its text.</param>
/// <param name="CreatedAt">When the session began, in seconds since 1970.</param>
public sealed record AgentSession(KvcEntry Entry, ReadOnlyMemory<byte> Title, bool IsTitled, ulong CreatedAt)
{
    /// <summary>Whether the file has no payload, so that its text has to be prefilled.</summary>
    public bool IsStripped => Entry.Header.IsStripped;
}

/// <summary>A line in the list of an agent's sessions. Immutable.</summary>
/// <param name="Entry">The file.</param>
/// <param name="Title">The title, as bytes, cut to the list's width.</param>
/// <param name="IsReadable">Whether the title could be read; otherwise it says so.</param>
public sealed record AgentListItem(KvcEntry Entry, ReadOnlyMemory<byte> Title, bool IsReadable);

/// <summary>What a search for a session by the beginning of its name found.</summary>
public enum AgentFindOutcome
{
    /// <summary>Exactly one file.</summary>
    Found,

    /// <summary>The prefix is not 1 to 40 hexadecimal digits.</summary>
    InvalidPrefix,

    /// <summary>No file of the model.</summary>
    NotFound,

    /// <summary>More than one file. Two spellings of one name are two files.</summary>
    Ambiguous,
}

/// <summary>The result of a search, and of the work on the file that it found. Immutable.</summary>
/// <param name="Outcome">What was found.</param>
/// <param name="Session">The session; null unless one file was found.</param>
public sealed record AgentResult(AgentFindOutcome Outcome, AgentSession? Session)
{
    /// <summary>The text of a session that was loaded. If the session is stripped, it has to be prefilled.</summary>
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
    /// The session that this session continues; null for a new session. The save keeps its title and time. It removes an
    /// untitled file of that session, because the new file has another name.
    /// </summary>
    public AgentSession? Previous { get; init; }

    /// <summary>The title of a new session; null: that of the first user turn.</summary>
    public ReadOnlyMemory<byte>? Title { get; init; }

    /// <summary>When a new session began, in seconds since 1970; 0: now.</summary>
    public ulong CreatedAt { get; init; }

    /// <summary>
    /// Whether the user has taken part in the session. The default is true. If false, the session has only the system prompt, and
    /// the save ends with <see cref="StoreOutcome.NothingToSave"/>.
    /// </summary>
    public bool HasUserActivity { get; init; } = true;
}
