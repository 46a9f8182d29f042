namespace KvCache;

/// <summary>The assumed kind of a payload.</summary>
public enum PayloadChecks
{
    /// <summary>A session's payload. Its fields and row counts are checked before any of its bytes are delivered.</summary>
    Dsv4,

    /// <summary>Any bytes.</summary>
    None,
}
