namespace KvCache;

/// <summary>The goal of an eviction, and the payload ABI of its files. Immutable.</summary>
public sealed record EvictionGoal
{
    /// <summary>The maximum total length of the files, in bytes. 0 means that nothing is removed.</summary>
    public required ulong BudgetBytes { get; init; }

    /// <summary>The current time in seconds since 1970. A file's hits decay from its last use to this time.</summary>
    public required ulong Now { get; init; }

    /// <summary>
    /// The payload ABI (<em>generation</em>) of the counted and removed files: <see cref="KvcHeader.CurrentPayloadAbi"/> or
    /// <see cref="KvcHeader.OldPayloadAbi"/>. Files of the other generation do not count and stay.
    /// </summary>
    public byte PayloadAbi { get; init; } = KvcHeader.CurrentPayloadAbi;

    /// <summary>The length, in bytes, of a file that is about to be written. If it alone exceeds the budget, nothing is removed.</summary>
    public ulong ExtraBytes { get; init; }

    /// <summary>
    /// The text that is about to be stored; null if there is none. A file whose text is the beginning of this text can get a lower score.
    /// </summary>
    public IncomingText? Incoming { get; init; }

    /// <summary>
    /// The file that was just written; null if there is none. It stays unless it alone exceeds the budget. ds4 had this rule
    /// before May 2026, when it evicted after a store.
    /// </summary>
    public KvcKey? ProtectedKey { get; init; }

    /// <summary>The key of the file that the new one replaces, which is neither counted nor removed; null if there is none.</summary>
    internal KvcKey? ReplacedKey { get; init; }

    /// <summary>The names of files that count, but cannot be removed.</summary>
    internal IReadOnlySet<string> Unremovable { get; init; } = new HashSet<string>();
}

/// <summary>A text that is about to be stored. Immutable.</summary>
/// <param name="Text">The text.</param>
/// <param name="Session">The session that stores the text.</param>
/// <param name="RejectDifferentQuant">Whether the session skips files of other quantization.</param>
public sealed record IncomingText(ReadOnlyMemory<byte> Text, KvSession Session, bool RejectDifferentQuant)
{
    /// <summary>Whether the session may have continued from a file, judged by the file's header. The session's text is longer now.</summary>
    internal bool MayOutgrow(in KvcHeader header) =>
        header.Reason == KvcReason.Continued
        && header.TextBytes > 0
        && header.TextBytes < Text.Length
        && header.ModelId == Session.ModelId
        && (!RejectDifferentQuant || header.QuantBits == unchecked((byte)Session.QuantBits))
        && Session.ContextSize <= header.ContextSize;
}
