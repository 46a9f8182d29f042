namespace KvCache;

/// <summary>The extent of a verification. Immutable.</summary>
public sealed record KvcVerifyOptions
{
    /// <summary>The checks of the payload.</summary>
    public PayloadChecks Checks { get; init; }

    /// <summary>The session that the file must fit; null if it only has to be sound.</summary>
    public KvSession? Session { get; init; }

    /// <summary>
    /// Whether to read every byte of the payload, which finds unreadable blocks on the disk. Its pages are dropped behind the
    /// position. Otherwise, only the text, the payload's fields, token ids and row counts, and the tool map are read.
    /// </summary>
    public bool ReadsPayload { get; init; }
}
