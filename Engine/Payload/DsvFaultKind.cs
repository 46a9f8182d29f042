namespace KvCache;

/// <summary>Why a DSV4 payload is refused. The kinds are the messages of ds4's payload loader.</summary>
public enum DsvFaultKind
{
    /// <summary>"truncated session payload"</summary>
    Truncated,

    /// <summary>"unsupported session payload version": the magic or the version.</summary>
    UnsupportedVersion,

    /// <summary>"KV checkpoint does not fit current context"</summary>
    DoesNotFitContext,

    /// <summary>"KV checkpoint was written for a different DS4 layout"</summary>
    DifferentLayout,

    /// <summary>"KV checkpoint graph chunk layout does not match current runtime"</summary>
    ChunkLayout,

    /// <summary>"KV checkpoint raw ring layout does not match current context"</summary>
    RawRing,

    /// <summary>"KV checkpoint compressed cache is larger than current context"</summary>
    CompressedCapacity,

    /// <summary>"KV checkpoint has invalid compressed row count"</summary>
    RowCount,

    /// <summary>"KV checkpoint has invalid indexer row count"</summary>
    IndexRowCount,

    /// <summary>"KV checkpoint has trailing payload bytes"</summary>
    TrailingBytes,
}
