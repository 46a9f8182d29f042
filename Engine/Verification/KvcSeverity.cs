namespace KvCache;

/// <summary>The severity of a finding.</summary>
public enum KvcSeverity
{
    /// <summary>The file works, but something about it is unusual.</summary>
    Note,

    /// <summary>The file works, but a part of its purpose does not.</summary>
    Warning,

    /// <summary>The file, or a part of it, cannot be used.</summary>
    Error,
}
