namespace KvCache;

/// <summary>A checkpoint to store. Immutable; the payload and the tool memory are read on the thread of the store.</summary>
public sealed record StoreRequest
{
    /// <summary>The text of the checkpoint. Lookups find the file by it.</summary>
    public required ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>
    /// The tokens to store. A number larger than <see cref="LiveTokens"/> is reduced to it. With a smaller number, nothing is stored.
    /// </summary>
    public required uint Tokens { get; init; }

    /// <summary>The tokens of the live session, to which the payload belongs; null for <see cref="Tokens"/>.</summary>
    public uint? LiveTokens { get; init; }

    /// <summary>The session.</summary>
    public required KvSession Session { get; init; }

    /// <summary>The payload. It is read to its end, unless nothing has to be written.</summary>
    public required Stream Payload { get; init; }

    /// <summary>The payload's length in bytes.</summary>
    public required ulong PayloadBytes { get; init; }

    /// <summary>The reason for the store.</summary>
    public KvcReason Reason { get; init; }

    /// <summary>The kind of the text. The store itself sets or clears the flag of the tool map.</summary>
    public KvcExtensions Extensions { get; init; }

    /// <summary>The tool calls that the server remembers. The store writes those of the text.</summary>
    public ToolMemory? Tools { get; init; }
}
