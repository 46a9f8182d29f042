namespace KvCache;

/// <summary>The content of a loaded file. Immutable.</summary>
/// <param name="Header">The file's header.</param>
/// <param name="FileBytes">The file's length in bytes.</param>
/// <param name="Payload">The payload's metadata; null if its checks were skipped, or for a stripped session.</param>
/// <param name="ToolIds">The number of ids read from the tool map.</param>
public sealed record KvcLoaded(KvcHeader Header, long FileBytes, DsvPayload? Payload, int ToolIds)
{
    /// <summary>Why the tool map could not be read to its end; null if it could, or was not read. The payload is complete.</summary>
    public KvcFault? ToolMapFault { get; init; }
}
