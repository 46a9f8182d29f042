namespace KvCache;

/// <summary>
/// Creates payloads of real layout and size with artificial numbers: 28,672 tokens of DeepSeek V4 Flash have 399 MiB. The same
/// arguments give the same bytes on every machine. All members are thread-safe.
/// </summary>
public static class SyntheticPayload
{
    /// <summary>
    /// Opens a payload for reading. Its bytes are computed during the read, so it takes 1 MiB of memory at any size. The stream
    /// can seek. It is not thread-safe.
    /// </summary>
    /// <param name="tokens">1 to 2,147,483,646 tokens.</param>
    /// <param name="contextSize">
    /// The context of the session, in tokens. It must exceed <paramref name="tokens"/>, so that the payload can be loaded
    /// again.
    /// </param>
    /// <param name="seed">Chooses the numbers.</param>
    /// <param name="layout">The layout; null for <see cref="DsvLayout.Flash"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public static Stream OpenRead(uint tokens, uint contextSize, ulong seed = 0, DsvLayout? layout = null)
    {
        ArgumentOutOfRangeException.ThrowIfZero(tokens);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(tokens, (uint)int.MaxValue - 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(contextSize, tokens);
        return new SyntheticPayloadStream(tokens, new DsvSession(contextSize, layout ?? DsvLayout.Flash), seed);
    }
}
