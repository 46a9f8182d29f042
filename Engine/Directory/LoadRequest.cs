namespace KvCache;

/// <summary>
/// A load of the longest checkpoint for a prompt. Immutable. The destination and the tool memory are used on the thread of the load.
/// </summary>
public sealed record LoadRequest
{
    /// <summary>The prompt. It ends at the first NUL, as in ds4.</summary>
    public required ReadOnlyMemory<byte> Prompt { get; init; }

    /// <summary>The session that the payload must fit.</summary>
    public required KvSession Session { get; init; }

    /// <summary>
    /// The destination of the payload. It receives nothing from a refused file, so the payload of the next best file can follow. If the
    /// disk cannot read the rest of a payload, the load resets the position of a destination that can seek.
    /// </summary>
    public Stream Destination { get; init; } = Stream.Null;

    /// <summary>
    /// Called if the destination has a part of a payload and the disk cannot read the rest. The callback makes the destination discard
    /// the part, and the payload of the next best file follows. If it is null and the destination cannot seek, the load fails.
    /// </summary>
    public Action? Restart { get; init; }

    /// <summary>Receives the tool calls of the tool map; null if the map is not read.</summary>
    public ToolMemory? Tools { get; init; }

    /// <summary>Decides whether a tool call is wanted, by its id; null for all.</summary>
    public Predicate<ReadOnlyMemory<byte>>? WantedTools { get; init; }
}
