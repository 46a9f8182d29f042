namespace KvCache;

/// <summary>
/// The destination of a load, and the conditions that the file must meet. Immutable. The destination and the tool memory are used on the
/// thread of the load.
/// </summary>
public sealed record KvcLoad
{
    /// <summary>The file's path, for messages.</summary>
    public required string Path { get; init; }

    /// <summary>
    /// The key that the file must have: the key of its text, or for an agent's session that of its title
    /// (<see cref="SessionTitle.KeyOf"/>). Null if it is not checked.
    /// </summary>
    public KvcKey? Key { get; init; }

    /// <summary>The prompt, of which the text must be the beginning; null if the text is not compared.</summary>
    public ReadOnlyMemory<byte>? Prompt { get; init; }

    /// <summary>The checks of the payload.</summary>
    public PayloadChecks Checks { get; init; }

    /// <summary>
    /// The session that the file must fit: its payload ABI, its model and, unless <see cref="Checks"/> is None, its payload.
    /// Null if the payload only has to be sound.
    /// </summary>
    public KvSession? Session { get; init; }

    /// <summary>Whether a stripped session, which has no payload, is loaded. Otherwise it is refused as a truncated payload.</summary>
    public bool AllowsStripped { get; init; }

    /// <summary>
    /// Receives the payload in pieces of 1 MiB, after all checks have passed. If the disk cannot read the rest, a part has been
    /// written: see <see cref="KvcFormatException.DeliveredBytes"/>.
    /// </summary>
    public Stream Destination { get; init; } = Stream.Null;

    /// <summary>Receives the tool calls of the tool map; null if the map is not read.</summary>
    public ToolMemory? Tools { get; init; }

    /// <summary>Decides whether a tool call is wanted, by its id; null for all.</summary>
    public Predicate<ReadOnlyMemory<byte>>? WantedTools { get; init; }

    /// <summary>
    /// Whether a file with a damaged tool map is refused. Otherwise it is loaded, as in ds4, with the ids before the damage:
    /// see <see cref="KvcLoaded.ToolMapFault"/>. The map is checked after the payload.
    /// </summary>
    public bool RequireSoundToolMap { get; init; }

    /// <summary>Ends the load with an <see cref="OperationCanceledException"/> before the next piece.</summary>
    public CancellationToken Cancellation { get; init; }
}
