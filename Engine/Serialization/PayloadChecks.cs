namespace KvCache;

/// <summary>The checks of a payload.</summary>
public enum PayloadChecks
{
    /// <summary>The payload must be a session in ds4's format DSV4. Its fields and row counts are checked before any byte is delivered.</summary>
    Dsv4,

    /// <summary>No checks: the payload may be any bytes.</summary>
    None,
}
