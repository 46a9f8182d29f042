namespace KvCache;

/// <summary>
/// The reason why a payload is refused. The kinds are the messages of ds4's payload loader. GLM-5.2 has its own messages.
/// </summary>
public enum DsvFaultKind
{
    /// <summary>"truncated session payload"</summary>
    Truncated,

    /// <summary>"unsupported session payload version": the magic or the version.</summary>
    UnsupportedVersion,

    /// <summary>A newer program wrote the payload. ds4 says "unsupported session payload version".</summary>
    NewerLayout,

    /// <summary>"KV checkpoint does not fit current context"</summary>
    DoesNotFitContext,

    /// <summary>"KV checkpoint was written for a different DS4 layout", or "… GLM layout"</summary>
    DifferentLayout,

    /// <summary>"KV checkpoint graph chunk layout does not match current runtime"</summary>
    ChunkLayout,

    /// <summary>
    /// "KV checkpoint raw ring layout does not match current context", "KV checkpoint GLM full-cache layout does not match
    /// current runtime" or "KV checkpoint GLM full-cache row count is invalid"
    /// </summary>
    RawRing,

    /// <summary>
    /// "KV checkpoint compressed cache is larger than current context", "KV checkpoint GLM compact cache is larger than
    /// current context" or "KV checkpoint lacks the GLM compact cache required by this context"
    /// </summary>
    CompressedCapacity,

    /// <summary>"KV checkpoint has invalid compressed row count", or "KV checkpoint GLM compact row count does not match token count"</summary>
    RowCount,

    /// <summary>"KV checkpoint has invalid indexer row count", or "KV checkpoint GLM indexer row count does not match token count"</summary>
    IndexRowCount,

    /// <summary>"KV checkpoint has trailing payload bytes"</summary>
    TrailingBytes,
}
