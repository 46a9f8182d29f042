namespace KvCache;

/// <summary>A prompt to load the longest checkpoint for. Immutable; the destination and the memory are used on the thread of the load.</summary>
public sealed record LoadRequest
{
    /// <summary>The prompt; it ends at the first NUL, as ds4's does.</summary>
    public required ReadOnlyMemory<byte> Prompt { get; init; }

    /// <summary>The session that the payload has to fit into.</summary>
    public required KvSession Session { get; init; }

    /// <summary>
    /// Where the payload goes. A file that is refused writes nothing to it, so that the next best can follow. If the disk
    /// cannot read the rest of a payload, a destination that can seek is set back to where it was.
    /// </summary>
    public Stream Destination { get; init; } = Stream.Null;

    /// <summary>
    /// Called if a part of a payload was written to the destination and the disk cannot read the rest: the destination
    /// forgets what it has, and the payload of the next best file follows from its beginning. Needed for a destination
    /// that cannot seek; without it, the load fails there.
    /// </summary>
    public Action? Restart { get; init; }

    /// <summary>Where the ids of the tool map go; null: it is not read.</summary>
    public ToolMemory? Tools { get; init; }

    /// <summary>Which ids are wanted; null: all.</summary>
    public Predicate<ReadOnlyMemory<byte>>? WantedTools { get; init; }
}
