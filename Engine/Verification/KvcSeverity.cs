namespace KvCache;

/// <summary>The severity of a finding.</summary>
public enum KvcSeverity
{
    /// <summary>The file works, but something about it is unusual.</summary>
    Note,

    /// <summary>The file can be loaded, but one of its uses fails. For example, no lookup finds it.</summary>
    Warning,

    /// <summary>The file, or a part of it, cannot be used.</summary>
    Error,
}
