namespace KvCache;

/// <summary>What a payload is taken for.</summary>
public enum PayloadChecks
{
    /// <summary>A session's payload: its fields and row counts are checked before a byte of it is handed out.</summary>
    Dsv4,

    /// <summary>Any bytes.</summary>
    None,
}
