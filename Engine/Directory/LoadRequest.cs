namespace KvCache;

/// <summary>A prompt to load the longest checkpoint for. Immutable; the destination and the memory are used on the thread of the load.</summary>
public sealed record LoadRequest
{
    /// <summary>The prompt; it ends at the first NUL, as ds4's does.</summary>
    public required ReadOnlyMemory<byte> Prompt { get; init; }

    /// <summary>The session that the payload has to fit into.</summary>
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

    /// <summary>Where the ids of the tool map go; null: it is not read.</summary>
    public ToolMemory? Tools { get; init; }

    /// <summary>Which ids are wanted; null: all.</summary>
    public Predicate<ReadOnlyMemory<byte>>? WantedTools { get; init; }
}
