namespace KvCache;

/// <summary>How far a verification goes. Immutable.</summary>
public sealed record KvcVerifyOptions
{
    /// <summary>What the payload is.</summary>
    public PayloadChecks Checks { get; init; }

    /// <summary>The session that the file has to fit into; null: only that it is sound in itself.</summary>
    public KvSession? Session { get; init; }

    /// <summary>
    /// Whether every byte of the payload is read, which finds what the disk cannot read. Its pages are dropped behind
    /// the reader. Without it, the text, the payload's fields, its token ids and row counts, and the tool map are read.
    /// </summary>
    public bool ReadsPayload { get; init; }
}
