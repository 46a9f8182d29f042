namespace KvCache;

/// <summary>The rules that decide which checkpoints are stored, with ds4's defaults. Immutable.</summary>
public sealed record StorePolicy
{
    /// <summary>The smallest number of tokens of a stored or found checkpoint.</summary>
    public int MinTokens { get; init; } = 512;

    /// <summary>
    /// A loaded checkpoint of payload ABI 0 with more tokens than this is removed, because the live session will store a longer one.
    /// 0 means never. Since May 2026, ds4 removes no file after a load.
    /// </summary>
    public int ColdMaxTokens { get; init; } = 30_000;

    /// <summary>The tokens between the stores of a growing session. 0 means no such stores.</summary>
    public int ContinuedIntervalTokens { get; init; } = 10_000;

    /// <summary>The tokens to cut from the end before a store, because a tokenizer may merge them with later text.</summary>
    public int BoundaryTrimTokens { get; init; } = 32;

    /// <summary>The stored length is a multiple of this many tokens. 0 or less means that any length is stored.</summary>
    public int BoundaryAlignTokens { get; init; } = 2048;

    /// <summary>Gets how many of a prompt's tokens to store: trimmed and aligned if enough remain, otherwise all.</summary>
    /// <param name="tokens">The prompt's tokens, at least 0.</param>
    public int StoreLength(int tokens)
    {
        if (tokens > (long)MinTokens + BoundaryTrimTokens)
        {
            var stable = tokens - BoundaryTrimTokens;
            stable -= BoundaryAlignTokens > 0 ? stable % BoundaryAlignTokens : 0;
            if (stable >= MinTokens)
            {
                return stable;
            }
        }

        return tokens;
    }

    /// <summary>The interval, in tokens, at which a growing session is stored; 0 if it is not stored.</summary>
    public long ContinuedStep =>
        ContinuedIntervalTokens <= 0 ? 0
        : BoundaryAlignTokens <= 0 ? ContinuedIntervalTokens
        : ((long)ContinuedIntervalTokens + BoundaryAlignTokens - 1) / BoundaryAlignTokens * BoundaryAlignTokens;

    /// <summary>
    /// Gets the position at which to cut a chat, so that other sessions can use its beginning: the last user marker before the first
    /// assistant marker; -1 if there is none or it comes before <see cref="MinTokens"/>.
    /// </summary>
    /// <param name="tokens">The ids of the prompt's tokens.</param>
    /// <param name="userToken">The id of the user marker; negative if there is none.</param>
    /// <param name="assistantToken">The id of the assistant marker; negative if there is none.</param>
    public int ChatAnchor(ReadOnlySpan<int> tokens, int userToken, int assistantToken)
    {
        if (userToken < 0 || assistantToken < 0)
        {
            return -1;
        }

        var end = tokens.IndexOf(assistantToken);
        var anchor = (end < 0 ? tokens : tokens[..end]).LastIndexOf(userToken);
        return anchor >= MinTokens ? anchor : -1;
    }
}
