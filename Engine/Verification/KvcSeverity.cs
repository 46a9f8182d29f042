namespace KvCache;

/// <summary>How much a finding matters.</summary>
public enum KvcSeverity
{
    /// <summary>The file works, but something about it is unusual.</summary>
    Note,

    /// <summary>The file works, and part of what it was made for does not.</summary>
    Warning,

    /// <summary>The file, or a part of it, cannot be used.</summary>
    Error,
}
