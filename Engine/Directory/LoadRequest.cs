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
    /// The destination of the payload. A refused file writes nothing to it, so the next best can follow. If the disk cannot
    /// read the rest of a payload, the load resets the position of a destination that can seek.
    /// </summary>
    public Stream Destination { get; init; } = Stream.Null;

    /// <summary>
    /// Called if the destination has a part of a payload and the disk cannot read the rest. The destination discards the
    /// part, and the payload of the next best file follows. Required for a destination that cannot seek; otherwise the load
    /// fails.
    /// </summary>
    public Action? Restart { get; init; }

    /// <summary>Receives the ids of the tool map; null if the map is not read.</summary>
    public ToolMemory? Tools { get; init; }

    /// <summary>The wanted ids; null for all.</summary>
    public Predicate<ReadOnlyMemory<byte>>? WantedTools { get; init; }
}
