namespace KvCache;

/// <summary>The outcome of a store.</summary>
public enum StoreOutcome
{
    /// <summary>Stored: a new file was written.</summary>
    Stored,

    /// <summary>Not stored: a usable file of the same text exists. It was not changed.</summary>
    Kept,

    /// <summary>A usable file of the same text exists. The store added the tool calls that the file did not have.</summary>
    ToolMapAdded,

    /// <summary>Not stored: too few tokens, or more than 2^31-1.</summary>
    TokensOutOfRange,

    /// <summary>Not stored: the live session has more tokens, so the payload is not for these tokens.</summary>
    NotLive,

    /// <summary>Not stored: the model's quantization is unsupported.</summary>
    UnsupportedQuant,

    /// <summary>Not stored: there is no payload.</summary>
    NoPayload,

    /// <summary>Not stored, in payload ABI 0: the session's context is full, so no session of this size could load it.</summary>
    NotLoadable,

    /// <summary>
    /// Not stored: the file plus one percent exceeds the directory's budget, or files that cannot be removed leave no room.
    /// </summary>
    OverBudget,

    /// <summary>Not stored: the file of the same text was made by a newer program, or is of a newer generation. It stays.</summary>
    ForeignFile,

    /// <summary>Not stored: a checkpoint of the same text from another model exists. It stays, because one text has one name.</summary>
    OtherModel,

    /// <summary>Not saved: the user has not taken part in the agent's session.</summary>
    NothingToSave,
}
