namespace KvCache;

/// <summary>A checkpoint to store. Immutable; the payload and the memory are read on the thread of the store.</summary>
public sealed record StoreRequest
{
    /// <summary>The text that the checkpoint is found by.</summary>
    public required ReadOnlyMemory<byte> Text { get; init; }

    /// <summary>The tokens to store. More than <see cref="LiveTokens"/> is cut to it, fewer is not stored.</summary>
    public required uint Tokens { get; init; }

    /// <summary>The tokens of the live session, which the payload is of; null: <see cref="Tokens"/>.</summary>
    public uint? LiveTokens { get; init; }

    /// <summary>The session.</summary>
    public required KvSession Session { get; init; }

    /// <summary>The payload, read to its end; not read where nothing has to be written.</summary>
    public required Stream Payload { get; init; }

    /// <summary>The payload's length in bytes.</summary>
    public required ulong PayloadBytes { get; init; }

    /// <summary>Why it is stored.</summary>
    public KvcReason Reason { get; init; }

    /// <summary>What the text is. The tool map's flag is set where there is one.</summary>
    public KvcExtensions Extensions { get; init; }

    /// <summary>The tool calls that the server remembers; those of the text are stored with it.</summary>
    public ToolMemory? Tools { get; init; }
}
