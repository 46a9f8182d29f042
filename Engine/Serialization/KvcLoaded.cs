namespace KvCache;

/// <summary>What was loaded. Immutable.</summary>
/// <param name="Header">The file's header.</param>
/// <param name="FileBytes">The file's length in bytes.</param>
/// <param name="Payload">The payload's facts; null if its checks were skipped, or for a stripped session.</param>
/// <param name="ToolIds">Ids read off the tool map.</param>
public sealed record KvcLoaded(KvcHeader Header, long FileBytes, DsvPayload? Payload, int ToolIds)
{
    /// <summary>Why the tool map could not be read to its end; null if it could, or was not read. The payload is whole.</summary>
    public KvcFault? ToolMapFault { get; init; }
}
