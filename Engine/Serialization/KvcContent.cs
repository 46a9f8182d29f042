namespace KvCache;

/// <summary>The content of a new file. Immutable. The payload is read on the thread of the save.</summary>
public sealed record KvcContent
{
    /// <summary>The header. Its text and payload lengths are those of <see cref="Text"/> and <see cref="Payload"/>.</summary>
    public required KvcHeader Header { get; init; }

    /// <summary>The text, of <see cref="KvcHeader.TextBytes"/> bytes.</summary>
    public required ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The payload. It is read to its end, which must come after <see cref="KvcHeader.PayloadBytes"/> bytes.</summary>
    public required Stream Payload { get; init; }

    /// <summary>The content after the payload: a tool map, a title, or nothing.</summary>
    public ReadOnlyMemory<byte> Trailer { get; init; }

    /// <summary>Ends the save with an <see cref="OperationCanceledException"/> before the next piece of the payload.</summary>
    public CancellationToken Cancellation { get; init; }
}
