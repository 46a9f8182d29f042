namespace KvCache;

/// <summary>What became of a checkpoint.</summary>
public enum StoreOutcome
{
    /// <summary>It was written.</summary>
    Stored,

    /// <summary>A usable file of the same text is there; it was left alone.</summary>
    Kept,

    /// <summary>A usable file of the same text is there; it was given the tool calls that it did not have.</summary>
    ToolMapAdded,

    /// <summary>Not stored: fewer tokens than are worth a file.</summary>
    TooFewTokens,

    /// <summary>Not stored: the live session is at another length, so its payload is not of these tokens.</summary>
    NotLive,

    /// <summary>Not stored: the model's quantisation is not one that checkpoints are made of.</summary>
    UnsupportedQuant,

    /// <summary>Not stored: there is no payload.</summary>
    NoPayload,

    /// <summary>Not stored in payload ABI 0: the session's context is full, so that no session of this size could load it.</summary>
    NotLoadable,

    /// <summary>
    /// Not stored: the file would not fit in the directory's budget, with one percent to spare; or files that cannot be
    /// removed leave no room.
    /// </summary>
    OverBudget,

    /// <summary>Not stored: a file of the same text exists that a newer program made, or one of a newer generation. It stays.</summary>
    ForeignFile,

    /// <summary>Not stored: a checkpoint of the same text exists that is another model's. It stays; one text has one name.</summary>
    OtherModel,

    /// <summary>Not saved: the user has not taken part in the agent's session.</summary>
    NothingToSave,
}
