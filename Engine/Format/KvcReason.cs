namespace KvCache;

/// <summary>The reason for the store of a checkpoint.</summary>
public enum KvcReason : byte
{
    /// <summary>None of the reasons below.</summary>
    Unknown,

    /// <summary>After the first prefill of a prompt.</summary>
    Cold,

    /// <summary>At an interval of a growing conversation.</summary>
    Continued,

    /// <summary>Before another session replaced the live session.</summary>
    Evict,

    /// <summary>When the server stopped.</summary>
    Shutdown,

    /// <summary>An agent's system prompt.</summary>
    AgentSystem,

    /// <summary>An agent's session.</summary>
    AgentSession,
}
