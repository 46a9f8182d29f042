namespace KvCache;

/// <summary>What to load of a file, where to, and what it has to be. Immutable; the destination and the memory are used on the thread of the load.</summary>
public sealed record KvcLoad
{
    /// <summary>The file's path, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The key that the file must have: its text's, or for an agent's session that of its title
    /// (<see cref="SessionTitle.KeyOf"/>); null: not checked.
    /// </summary>
    public KvcKey? Key { get; init; }

    /// <summary>The prompt that the text must be the beginning of; null: not checked.</summary>
    public ReadOnlyMemory<byte>? Prompt { get; init; }

    /// <summary>What the payload is.</summary>
    public PayloadChecks Checks { get; init; }

    /// <summary>
    /// The session that the file has to fit into: its payload ABI and model, and unless <see cref="Checks"/> is None, its
    /// payload; null: the payload only has to be sound in itself.
    /// </summary>
    public KvSession? Session { get; init; }

    /// <summary>Whether a stripped session is loaded, which has no payload. Otherwise it is refused, as a truncated payload.</summary>
    public bool AllowsStripped { get; init; }

    /// <summary>
    /// Where the payload goes, in pieces of 1 MiB. Nothing is written to it unless all checks have passed. If the disk
    /// cannot read the rest, a part has been written: see <see cref="KvcFormatException.DeliveredBytes"/>.
    /// </summary>
    public Stream Destination { get; init; } = Stream.Null;

    /// <summary>Where the ids of the tool map go; null: it is not read.</summary>
    public ToolMemory? Tools { get; init; }

    /// <summary>Which ids are wanted; null: all.</summary>
    public Predicate<ReadOnlyMemory<byte>>? WantedTools { get; init; }

    /// <summary>
    /// Whether a file with a damaged tool map is refused. Otherwise it is loaded, as in ds4, with the ids before the
    /// damage: see <see cref="KvcLoaded.ToolMapFault"/>. The map is checked behind the payload.
    /// </summary>
    public bool RequireSoundToolMap { get; init; }

    /// <summary>Ends the load with an <see cref="OperationCanceledException"/> before the next piece.</summary>
    public CancellationToken Cancellation { get; init; }
}
