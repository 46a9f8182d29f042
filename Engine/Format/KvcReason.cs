namespace KvCache;

/// <summary>Why a checkpoint was stored.</summary>
public enum KvcReason : byte
{
    /// <summary>Not one of the reasons below.</summary>
    Unknown,

    /// <summary>After the first prefill of a prompt.</summary>
    Cold,

    /// <summary>At an interval of a growing conversation.</summary>
    Continued,

    /// <summary>Before the live session gave way to another.</summary>
    Evict,

    /// <summary>When the server stopped.</summary>
    Shutdown,

    /// <summary>An agent's system prompt.</summary>
    AgentSystem,

    /// <summary>An agent's session.</summary>
    AgentSession,
}
